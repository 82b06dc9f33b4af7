#include "diagnosis/judgement/wording.h"

#include <optional>

#include "diagnosis/judgement/spoken.h"

namespace edig::diagnosis {

struct Wording::Node {
  ede::Phrase row = {};
  Separator between = nullptr, last = nullptr;  // of a list
  Values values = {};

  std::string list(ede::Language language) const {
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) text += ede::conventions(language).*(i + 1 == values.size() ? last : between);
      text += values[i].second.in(language);
    }
    return text;
  }

  std::string sentence(ede::Language language) const {
    std::vector<std::pair<std::string_view, std::string>> filling;
    for (const auto& [slot, value] : values) filling.emplace_back(slot, value.in(language));
    return ede::fill(row.text(language), filling);
  }
};

Wording::Wording(const ede::Phrase& row) : Wording(row, Values()) {}

Wording::Wording(const ede::Phrase& row, Values values)
    : node_(std::make_shared<Node>(Node{.row = row, .values = std::move(values)})) {}

Wording::Wording(Separator between, Separator last, std::vector<Value> items) {
  Node node{.between = between, .last = last};
  for (auto& item : items) node.values.emplace_back(std::string_view(), std::move(item));
  node_ = std::make_shared<Node>(std::move(node));
}

std::string Wording::in(ede::Language language) const {
  if (!node_) return {};
  return node_->between ? node_->list(language) : node_->sentence(language);
}

std::string Value::in(ede::Language language) const {
  const auto* wording = std::get_if<Wording>(&value_);
  return wording ? wording->in(language) : spoken(std::get<std::string>(value_), language);
}

}  // namespace edig::diagnosis
