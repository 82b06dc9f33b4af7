// The only door to ldns: its headers define bool, true and false as macros unless told that they exist.
// Include this in .cc files; headers of edig name ldns types by forward declaration.
#pragma once

#include <cstdbool>
#ifndef __bool_true_false_are_defined
#define __bool_true_false_are_defined 1
#endif
#include <ldns/ldns.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace edig::dns {

template <auto function>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    function(object);
  }
};

using RdfPtr = std::unique_ptr<ldns_rdf, Deleter<ldns_rdf_deep_free>>;
using RrPtr = std::unique_ptr<ldns_rr, Deleter<ldns_rr_free>>;
using RrListPtr = std::unique_ptr<ldns_rr_list, Deleter<ldns_rr_list_deep_free>>;
using PacketPtr = std::unique_ptr<ldns_pkt, Deleter<ldns_pkt_free>>;
using BufferPtr = std::unique_ptr<ldns_buffer, Deleter<ldns_buffer_free>>;

/// Takes over a string that ldns allocated.
inline std::string take_string(char* text) {
  std::unique_ptr<char, Deleter<std::free>> owner(text);
  return text ? std::string(text) : std::string();
}

}  // namespace edig::dns
