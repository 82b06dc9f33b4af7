// The event loop as this room sees it: Asio on one thread, its coroutines as Task, and a condition to wait
// for. Not for headers that other rooms include.
#pragma once

#include <algorithm>
#include <asio/awaitable.hpp>
#include <asio/basic_datagram_socket.hpp>
#include <asio/basic_stream_socket.hpp>
#include <asio/basic_waitable_timer.hpp>
#include <asio/error_code.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <vector>

// Where GCC 12 inlines the allocation of a coroutine's frame and not its release, it takes the two for a
// mismatch.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace edig::transport {

using Clock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using UdpSocket = asio::basic_datagram_socket<asio::ip::udp, Executor>;
using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

template <typename T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> use_task;

/// Lets coroutines wait until something has happened, each until its own deadline. As all run on one thread,
/// there is no moment between looking and waiting in which news could be missed.
class Condition {
 public:
  explicit Condition(Executor executor) : executor_(executor) {}

  /// Those who wait look again.
  void notify() {
    for (auto* timer : waiting_) timer->cancel();
  }

  /// Whether `happened()` was so before the deadline.
  template <typename Predicate>
  Task<bool> wait(Clock::time_point deadline, Predicate happened) {
    while (!happened()) {
      if (Clock::now() >= deadline) co_return false;
      Timer timer(executor_, deadline);
      waiting_.push_back(&timer);
      asio::error_code woken;
      co_await timer.async_wait(asio::redirect_error(use_task, woken));
      std::erase(waiting_, &timer);
    }
    co_return true;
  }

 private:
  Executor executor_;
  std::vector<Timer*> waiting_;
};

/// Milliseconds since `start`.
inline double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

}  // namespace edig::transport
