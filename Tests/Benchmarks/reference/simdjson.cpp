// simdjson's side of `make bench-engine`: `load NAME RECORDS`, then `round NAME MS` answers the
// nanoseconds that its DOM parser takes a record.
#include <simdjson.h>

#include <chrono>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

struct Records {
  simdjson::padded_string text;
  std::vector<std::pair<const char *, size_t>> all;
};

static Records load(const std::string &path) {
  Records records{simdjson::padded_string::load(path).value(), {}};
  const char *line = records.text.data(), *end = line + records.text.size();
  while (line < end) {
    const char *stop = static_cast<const char *>(memchr(line, '\n', end - line));
    if (!stop) stop = end;
    if (stop > line) records.all.emplace_back(line, stop - line);
    line = stop + 1;
  }
  return records;
}

static double round(const Records &records, double milliseconds) {
  static simdjson::dom::parser parser;
  auto start = std::chrono::steady_clock::now();
  size_t parsed = 0;
  double elapsed = 0;
  do {
    // What follows a record is readable: the next one, or the padding of the file.
    for (auto [text, length] : records.all)
      if (parser.parse(text, length, false).error() == simdjson::SUCCESS) parsed++;
    elapsed = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  } while (elapsed < milliseconds * 1e6);
  return elapsed / parsed;
}

int main() {
  std::map<std::string, Records> loaded;
  std::string line, command, name, argument;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::getline(words, command, '\t');
    std::getline(words, name, '\t');
    std::getline(words, argument, '\t');
    if (command == "load") {
      loaded.insert_or_assign(name, load(argument));
      std::cout << loaded.at(name).all.size() << std::endl;
    } else {
      std::cout << round(loaded.at(name), std::stod(argument)) << std::endl;
    }
  }
}
