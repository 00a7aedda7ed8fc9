#include "CTOML.h"

// The shared library of the Debian package, as its pkg-config file asks for it.
#define TOML_HEADER_ONLY 0
#define TOML_SHARED_LIB 1
#include <toml++/toml.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <string_view>

namespace {

// Deeper than any option; it bounds the recursion below.
constexpr uint32_t depth_max = 32;

struct too_deep {
  ctoml_place place;
};

ctoml_place place_of(const toml::source_region &region) {
  return {region.begin.line, region.begin.column};
}

ctoml_text text_of(std::string_view text) { return {text.data(), text.size()}; }

struct walk {
  ctoml_visitor visit;
  void *context;

  void entry(const toml::node &node, uint32_t depth, const toml::key *key) const {
    ctoml_entry entry = {};
    entry.depth = depth;
    entry.place = place_of(node.source());
    entry.key_place = entry.place;
    if (key != nullptr) {
      entry.key = text_of(key->str());
      entry.key_place = place_of(key->source());
    }
    if (depth > depth_max) throw too_deep{entry.key_place};

    if (const auto *table = node.as_table()) {
      entry.kind = CTOML_TABLE;
      visit(context, &entry);
      members(*table, depth + 1);
    } else if (const auto *array = node.as_array()) {
      entry.kind = CTOML_ARRAY;
      visit(context, &entry);
      for (const auto &element : *array) this->entry(element, depth + 1, nullptr);
    } else {
      scalar(node, entry);
      visit(context, &entry);
    }
  }

  void members(const toml::table &table, uint32_t depth) const {
    for (const auto &[key, node] : table) entry(node, depth, &key);
  }

  static void scalar(const toml::node &node, ctoml_entry &entry) {
    if (const auto *text = node.as_string()) {
      entry.kind = CTOML_TEXT;
      entry.text = text_of(text->get());
    } else if (const auto *integer = node.as_integer()) {
      entry.kind = CTOML_INTEGER;
      entry.integer = integer->get();
    } else if (const auto *real = node.as_floating_point()) {
      entry.kind = CTOML_REAL;
      entry.real = real->get();
    } else if (const auto *boolean = node.as_boolean()) {
      entry.kind = CTOML_BOOLEAN;
      entry.boolean = boolean->get();
    } else {
      entry.kind = CTOML_TIME;
    }
  }
};

void fill(ctoml_error *error, ctoml_place place, std::string_view message) {
  const size_t length = std::min(message.size(), sizeof(error->message) - 1);
  std::memcpy(error->message, message.data(), length);
  error->message[length] = 0;
  error->place = place;
}

}  // namespace

bool ctoml_parse(
    const char *bytes, size_t length, ctoml_visitor visit, void *context, ctoml_error *error) {
  try {
    const toml::table root = toml::parse(std::string_view(bytes, length));
    walk{visit, context}.members(root, 0);
    return true;
  } catch (const toml::parse_error &failure) {
    fill(error, place_of(failure.source()), failure.description());
  } catch (const too_deep &failure) {
    fill(error, failure.place, "nested deeper than 32 levels");
  } catch (const std::exception &failure) {
    fill(error, {1, 1}, failure.what());
  } catch (...) {
    fill(error, {1, 1}, "the TOML parser failed");
  }
  return false;
}
