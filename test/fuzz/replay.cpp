// Runs a target once over each file that is named, or lies in a directory that
// is named: the corpus as a test, with any compiler.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.h"

int main(int count, char** values) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (int i = 1; i < count; ++i) {
    if (!fs::is_directory(values[i])) {
      files.emplace_back(values[i]);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(values[i]))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
      std::fprintf(stderr, "cannot read %s\n", path.c_str());
      return 1;
    }
    // Shown if it ends the process.
    std::fprintf(stderr, "%s\r", path.filename().c_str());
    const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
    LLVMFuzzerTestOneInput(copy.data(), copy.size());
  }
  std::printf("\n%zu inputs\n", files.size());
  // A replay of nothing shows nothing.
  return files.empty() ? 1 : 0;
}
