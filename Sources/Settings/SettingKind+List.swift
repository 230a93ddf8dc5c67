extension SettingKind {
  /// A list whose items are all of one kind.
  static func list<Item>(
    of item: SettingKind<Item>, count: ClosedRange<Int>
  ) -> Self where Value == [Item] {
    let counts = count == 0...Int.max ? nil : countText(count)
    let words = ["a list of", counts, item.plural, item.range]
    let items = counts.map { $0 + ($0 == "1" ? " item" : " items") }
    let limits = [item.range, items].compactMap { $0 }
    return SettingKind(
      name: "list of \(item.plural)", plural: "lists of \(item.plural)",
      phrase: words.compactMap { $0 }.joined(separator: " "),
      range: limits.isEmpty ? nil : limits.joined(separator: "; "),
      placeholder: Array(repeating: item.placeholder, count: max(count.lowerBound, 1)),
      show: { "[" + $0.map(item.show).joined(separator: ", ") + "]" },
      accepts: { count.contains($0.count) && $0.allSatisfy(item.accepts) },
      parse: { value throws(Refusal) in try item.parseList(value, count) })
  }

  /// A list whose items are all of one kind, or one item without the list around it.
  static func oneOrList<Item>(
    of item: SettingKind<Item>, count: ClosedRange<Int>
  ) -> Self where Value == [Item] {
    let list = Self.list(of: item, count: count)
    return SettingKind(
      name: "\(item.name) or \(list.name)", plural: list.plural,
      phrase: "\(item.phrase) or \(list.phrase)", range: list.range,
      placeholder: list.placeholder, show: list.show, accepts: list.accepts,
      parse: { value throws(Refusal) in
        if case .list = value.content { return try list.parse(value) }
        return [try item.parse(value)]
      })
  }

  private func parseList(
    _ list: YAMLValue, _ count: ClosedRange<Int>
  ) throws(Refusal) -> [Value] {
    guard case .list(let items) = list.content else { throw Refusal(found: list.found) }
    guard count.contains(items.count) else {
      throw Refusal(found: items.count == 1 ? "1 item" : "\(items.count) items")
    }
    var values: [Value] = []
    for (index, item) in items.enumerated() {
      do {
        values.append(try parse(item))
      } catch {
        let found = "\(error.found) in item \(index + 1)"
        throw Refusal(found: found, line: item.line, advice: error.advice)
      }
    }
    return values
  }
}
