#include "desk/connection.h"

#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <utility>

#include "base/ascii.h"

namespace edig::desk {
namespace {

std::string address_of(MHD_Connection* handle) {
  const auto* info = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (!info) return {};
  std::array<char, NI_MAXHOST> text{};
  auto size = info->client_addr->sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  if (getnameinfo(info->client_addr, static_cast<socklen_t>(size), text.data(), text.size(), nullptr, 0,
                  NI_NUMERICHOST) != 0)
    return {};
  return text.data();
}

// A key without "=" has no value.
std::string text_of(const char* octets, std::size_t size) {
  return octets ? std::string(octets, size) : std::string();
}

Fields fields(MHD_Connection* handle, MHD_ValueKind kind) {
  Fields found;
  auto add = [](void* into, MHD_ValueKind, const char* name, std::size_t name_size, const char* value,
                std::size_t size) {
    static_cast<Fields*>(into)->emplace_back(text_of(name, name_size), text_of(value, size));
    return MHD_YES;
  };
  MHD_get_connection_values_n(handle, kind, add, &found);
  return found;
}

bool has_content(const HttpRequest& request) {
  auto length = header(request, "content-length");
  return !header(request, "transfer-encoding").empty() ||
         length.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

void Connection::begin(std::string_view target) {
  target_ = target.size();
  has_nul_ = target.substr(0, target.find('?')).find("%00") != target.npos;
}

HttpRequest Connection::read(const char* path, const char* method) const {
  HttpRequest request{.method = method,
                      .path = has_nul_ ? "" : path,
                      .parameters = fields(handle_, MHD_GET_ARGUMENT_KIND),
                      .headers = fields(handle_, MHD_HEADER_KIND),
                      .peer = address_of(handle_),
                      .target = target_};
  for (auto& [name, value] : request.headers) name = ascii::lower(name);
  request.has_body = has_content(request);
  return request;
}

bool Connection::answer(Desk& desk, const char* path, const char* method, bool first) {
  if (response_) return send(*std::exchange(response_, std::nullopt), false);
  auto now = Clock::now();
  auto request = read(path, method);
  bool plain = (request.method == "GET" || request.method == "HEAD") && !request.has_body;
  if (first && plain) return true;
  if (first) since_ = now;
  asker_ = desk.asker(request);
  path_ = request.path;
  auto taken = desk.take(request, now);
  if (auto* response = std::get_if<HttpResponse>(&taken)) return send(*response, !plain);
  call_ = std::move(std::get<Call>(taken));
  if (auto response = desk.look(*call_, now)) {
    call_.reset();
    return send(*response, false);
  }
  MHD_suspend_connection(handle_);
  return true;
}

void Connection::tend(Desk& desk, Clock::time_point now) {
  constexpr std::chrono::seconds longest{30};
  if (call_) {
    response_ = desk.look(*call_, now);
    if (!response_) return;
    call_.reset();
    MHD_resume_connection(handle_);
  } else if (now - since_ > longest) {
    const auto* info = MHD_get_connection_info(handle_, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info) shutdown(info->connect_fd, SHUT_RDWR);
  }
}

void Connection::give_up() {
  if (!std::exchange(call_, std::nullopt)) return;
  response_ = problem_response({.status = 503, .detail = "the desk closes"});
  MHD_resume_connection(handle_);
}

// `last`: what follows on the connection is not to be taken for a request.
bool Connection::send(const HttpResponse& response, bool last) {
  struct Destroy {
    void operator()(MHD_Response* made) const { MHD_destroy_response(made); }
  };
  // The library copies it, and does not write to it.
  auto* body = const_cast<char*>(response.body.data());
  std::unique_ptr<MHD_Response, Destroy> made(
      MHD_create_response_from_buffer(response.body.size(), body, MHD_RESPMEM_MUST_COPY));
  if (!made) return false;
  auto add = [&](const std::string& name, const std::string& value) {
    MHD_add_response_header(made.get(), name.c_str(), value.c_str());
  };
  add("Content-Type", response.content_type);
  for (const auto& [name, value] : strict_headers()) add(name, value);
  for (const auto& [name, value] : response.headers) add(name, value);
  if (!MHD_get_response_header(made.get(), "Cache-Control")) add("Cache-Control", "no-store");
  if (last) add("Connection", "close");
  status_ = response.status;
  return MHD_queue_response(handle_, static_cast<unsigned>(response.status), made.get()) == MHD_YES;
}

void Connection::end(Clock::time_point now) {
  since_ = now;
  call_.reset();
  response_.reset();
  status_ = 0;
  asker_.clear();
}

}  // namespace edig::desk
