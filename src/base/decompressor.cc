#include "base/decompressor.h"

#include <zlib.h>
#include <zstd.h>

#include <array>

#include "base/deferred_library.h"

namespace edig {
namespace {

struct Zlib {
  decltype(&inflateInit2_) init = nullptr;
  decltype(&inflate) run = nullptr;
  decltype(&inflateReset) reset = nullptr;
  decltype(&inflateEnd) end = nullptr;

  bool there() const { return init && run && reset && end; }
};

struct Zstd {
  decltype(&ZSTD_createDStream) create = nullptr;
  decltype(&ZSTD_decompressStream) run = nullptr;
  decltype(&ZSTD_isError) is_error = nullptr;
  decltype(&ZSTD_freeDStream) free = nullptr;

  bool there() const { return create && run && is_error && free; }
};

#ifdef EDIG_PORTABLE
Zlib load_zlib() { return {inflateInit2_, inflate, inflateReset, inflateEnd}; }
Zstd load_zstd() { return {ZSTD_createDStream, ZSTD_decompressStream, ZSTD_isError, ZSTD_freeDStream}; }
#else
Zlib load_zlib() {
  Zlib zlib;
  DeferredLibrary("libz.so.1")
      .find("inflateInit2_", zlib.init)
      .find("inflate", zlib.run)
      .find("inflateReset", zlib.reset)
      .find("inflateEnd", zlib.end);
  return zlib;
}

Zstd load_zstd() {
  Zstd zstd;
  DeferredLibrary("libzstd.so.1")
      .find("ZSTD_createDStream", zstd.create)
      .find("ZSTD_decompressStream", zstd.run)
      .find("ZSTD_isError", zstd.is_error)
      .find("ZSTD_freeDStream", zstd.free);
  return zstd;
}
#endif

const Zlib& zlib() {
  static const Zlib loaded = load_zlib();
  return loaded;
}

const Zstd& zstd() {
  static const Zstd loaded = load_zstd();
  return loaded;
}

using Buffer = std::array<char, Decompressor::piece>;

std::unexpected<Error> damaged(const std::string& format) {
  return fail(Error::Kind::file, "its " + format + " stream is damaged");
}

class Gunzip : public Decompressor {
 public:
  Gunzip() {
    constexpr int gzip_only = 16 + MAX_WBITS;
    ready_ = zlib().init(&stream_, gzip_only, ZLIB_VERSION, sizeof stream_) == Z_OK;
  }
  ~Gunzip() override { zlib().end(&stream_); }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  Result<void> step(std::string_view& input, std::string& output) override {
    if (whole_ && !input.empty() && zlib().reset(&stream_) != Z_OK) return damaged("gzip");
    Buffer buffer;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_.avail_in = static_cast<uInt>(input.size());
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = buffer.size();
    int status = ready_ ? zlib().run(&stream_, Z_NO_FLUSH) : Z_STREAM_ERROR;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return damaged("gzip");
    if (status != Z_BUF_ERROR) whole_ = status == Z_STREAM_END;
    input.remove_prefix(input.size() - stream_.avail_in);
    output.append(buffer.data(), buffer.size() - stream_.avail_out);
    return {};
  }
  bool whole() const override { return whole_; }

 private:
  z_stream stream_{};
  bool ready_ = false, whole_ = false;
};

class Unzstd : public Decompressor {
 public:
  Result<void> step(std::string_view& input, std::string& output) override {
    Buffer buffer;
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    auto left = zstd().run(stream_.get(), &out, &in);
    if (zstd().is_error(left)) return damaged("Zstandard");
    if (in.pos > 0 || out.pos > 0) whole_ = left == 0;
    input.remove_prefix(in.pos);
    output.append(buffer.data(), out.pos);
    return {};
  }
  bool whole() const override { return whole_; }

 private:
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream_{zstd().create(), zstd().free};
  bool whole_ = false;
};

// The first octet of a skippable frame is any of sixteen (RFC 8878 section 3.1.2).
bool begins_with(std::string_view start, std::string_view magic, unsigned char mask = 0xff) {
  auto first = static_cast<unsigned char>(magic[0]);
  return !start.empty() && (static_cast<unsigned char>(start[0]) & mask) == first &&
         magic.substr(1).starts_with(start.substr(1, magic.size() - 1));
}

}  // namespace

Compression compression_of(std::string_view start) {
  struct Magic {
    Compression compression;
    std::string_view octets;
    unsigned char mask = 0xff;
  };
  constexpr Magic all[] = {{Compression::gzip, "\x1f\x8b"},
                           {Compression::zstd, "\x28\xb5\x2f\xfd"},
                           {Compression::zstd, "\x50\x2a\x4d\x18", 0xf0}};
  for (const auto& [compression, octets, mask] : all)
    if (begins_with(start, octets, mask))
      return start.size() >= octets.size() ? compression : Compression::undecided;
  return start.empty() ? Compression::undecided : Compression::none;
}

Result<std::unique_ptr<Decompressor>> make_decompressor(Compression compression) {
  bool gzip = compression == Compression::gzip;
  if (gzip ? !zlib().there() : !zstd().there())
    return fail(Error::Kind::file, gzip ? "it is compressed, and zlib is not installed"
                                        : "it is compressed, and libzstd is not installed");
  if (gzip) return std::make_unique<Gunzip>();
  return std::make_unique<Unzstd>();
}

}  // namespace edig
