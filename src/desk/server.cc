#include "desk/server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/descriptor.h"
#include "base/write_all.h"
#include "desk/connection.h"
#include "desk/listen.h"
#include "ede/printable.h"

namespace edig::desk {
namespace {

using Clock = std::chrono::steady_clock;

// Where SIGTERM and SIGINT are read; the children take them as ever.
Descriptor hold_signals() {
  sigset_t held;
  sigemptyset(&held);
  for (int signal : {SIGINT, SIGTERM}) sigaddset(&held, signal);
  sigprocmask(SIG_BLOCK, &held, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return Descriptor(signalfd(-1, &held, SFD_NONBLOCK | SFD_CLOEXEC));
}

void allow_descriptors(unsigned connections) {
  constexpr rlim_t others = 200;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, std::max<rlim_t>(limit.rlim_cur, connections + others));
  setrlimit(RLIMIT_NOFILE, &limit);
}

// A log that nobody reads holds up nobody: a line that would have to wait is lost.
void log_line(std::string_view line) {
  pollfd log{STDERR_FILENO, POLLOUT, 0};
  if (poll(&log, 1, 0) == 1 && (log.revents & POLLOUT) != 0) write_all(STDERR_FILENO, line);
}

class Server {
 public:
  Server(Desk& desk, const Settings& settings) : desk_(desk), settings_(settings) {}

  Result<void> open() {
    auto sockets = listen_at(settings_.places);
    if (!sockets) return std::unexpected(sockets.error());
    for (const auto& socket : *sockets) {
      // The library closes what it is given.
      auto* daemon = start(fcntl(socket.get(), F_DUPFD_CLOEXEC, 0));
      if (!daemon) return fail(Error::Kind::internal, "libmicrohttpd does not start");
      daemons_.emplace_back(daemon);
    }
    return {};
  }

  void run() {
    auto signals = hold_signals();
    while (!wait(signals.get())) {
      auto now = Clock::now();
      desk_.tend(now);
      for (auto& [key, connection] : connections_) connection.tend(desk_, now);
      for (auto& daemon : daemons_) MHD_run(daemon.get());
      desk_.tend(Clock::now());
    }
    // The library does not stop while somebody waits.
    for (auto& [key, connection] : connections_) connection.give_up();
    for (auto& daemon : daemons_) MHD_run(daemon.get());
  }

 private:
  struct Stop {
    void operator()(MHD_Daemon* daemon) const { MHD_stop_daemon(daemon); }
  };

  MHD_Daemon* start(int socket) {
    constexpr std::size_t memory = 32 << 10;  // of a connection: what its request may be long
    constexpr unsigned idle_seconds = 10, share = 10, fewest = 10;
    // All visitors of a proxy come from one address.
    unsigned each = settings_.proxies.empty() ? std::max(settings_.connections / share, fewest) : 0;
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_IPv6, 0, nullptr, nullptr, &Server::answer, this,
        MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
        MHD_OPTION_CONNECTION_LIMIT, settings_.connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, each,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_CONNECTION, &Server::connected, this, MHD_OPTION_NOTIFY_COMPLETED,
        &Server::completed, this, MHD_OPTION_URI_LOG_CALLBACK, &Server::begun, this, MHD_OPTION_END);
  }

  // False once a signal came; else when there is something to do.
  bool wait(int signals) {
    constexpr int shortest = 100, longest = 1000;
    std::vector<pollfd> watched = {{signals, POLLIN, 0}};
    for (const auto& daemon : daemons_)
      watched.push_back({MHD_get_daemon_info(daemon.get(), MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, POLLIN, 0});
    for (int descriptor : desk_.descriptors()) watched.push_back({descriptor, POLLIN, 0});
    bool busy = !connections_.empty();
    int timeout = busy ? shortest : longest;
    for (const auto& daemon : daemons_) {
      MHD_UNSIGNED_LONG_LONG due = 0;
      if (MHD_get_timeout(daemon.get(), &due) == MHD_YES)
        timeout = std::min(timeout, static_cast<int>(std::min<unsigned long long>(due, longest)));
    }
    poll(watched.data(), watched.size(), timeout);
    return watched.front().revents != 0;
  }

  static Connection* connection_of(MHD_Connection* handle) {
    const auto* info = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? static_cast<Connection*>(info->socket_context) : nullptr;
  }

  static void connected(void* self, MHD_Connection* handle, void** context,
                        MHD_ConnectionNotificationCode code) {
    auto& connections = static_cast<Server*>(self)->connections_;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
      connections.erase(handle);
      return;
    }
    *context = &connections.try_emplace(handle, handle, Clock::now()).first->second;
  }

  static void* begun(void*, const char* target, MHD_Connection* handle) {
    if (auto* connection = connection_of(handle)) connection->begin(target);
    return nullptr;
  }

  static MHD_Result answer(void* self, MHD_Connection* handle, const char* path, const char* method,
                           const char*, const char*, std::size_t* octets, void** seen) {
    auto* connection = connection_of(handle);
    if (!connection) return MHD_NO;
    auto& server = *static_cast<Server*>(self);
    try {
      // A body is never read.
      bool first = std::exchange(*seen, connection) == nullptr;
      if (*octets != 0) return MHD_NO;
      return connection->answer(server.desk_, path, method, first) ? MHD_YES : MHD_NO;
    } catch (const std::exception&) {
      return MHD_NO;
    }
  }

  static void completed(void* self, MHD_Connection* handle, void**, MHD_RequestTerminationCode) {
    auto& server = *static_cast<Server*>(self);
    auto* connection = connection_of(handle);
    if (!connection) return;
    if (connection->status() != 0) server.log(*connection);
    connection->end(Clock::now());
  }

  // What is asked for stands in no log, nor, unless the operator wants it, by whom.
  void log(const Connection& connection) {
    desk_.count_response(connection.status());
    auto who = desk_.logs_addresses() ? " for " + connection.asker() : "";
    std::chrono::duration<double, std::milli> taken = Clock::now() - connection.since();
    log_line(fmt::format("{} {} in {:.0f} ms{}\n", connection.status(), ede::printable(connection.path(), 40),
                         taken.count(), who));
  }

  Desk& desk_;
  const Settings& settings_;
  std::map<MHD_Connection*, Connection> connections_;
  std::vector<std::unique_ptr<MHD_Daemon, Stop>> daemons_;
};

}  // namespace

Result<void> serve(Desk& desk, const Settings& settings) {
  allow_descriptors(settings.connections);
  Server server(desk, settings);
  if (auto opened = server.open(); !opened) return opened;
  server.run();
  return {};
}

}  // namespace edig::desk
