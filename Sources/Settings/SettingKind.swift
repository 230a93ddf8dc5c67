/// What a key accepts and how a value of it is read, shown and refused.
struct SettingKind<Value> {
  /// The kind in a description, such as `integer`.
  let name: String
  /// The same in the plural, for lists.
  let plural: String
  /// What the value must be, with its range, to follow `must be`.
  let phrase: String
  /// The allowed values where the name does not say.
  let range: String?
  /// The value that stands for a required one while a reader is being described.
  let placeholder: Value
  let show: (Value) -> String
  let accepts: (Value) -> Bool
  let parse: (YAMLValue) throws(Refusal) -> Value
}

/// What was found instead of an acceptable value, where it is not the value itself on its own line.
struct Refusal: Error {
  let found: String
  var line: Int?
  var advice = ""
}

extension SettingKind<Int> {
  static func integer(in range: ClosedRange<Int>) -> Self {
    SettingKind(
      name: "integer", plural: "integers",
      phrase: ["an integer", rangeText(range)].compactMap { $0 }.joined(separator: " "),
      range: rangeText(range),
      placeholder: range.lowerBound, show: { String($0) }, accepts: range.contains
    ) { value throws(Refusal) in
      guard case .integer(let text) = value.scalar else { throw Refusal(found: value.found) }
      guard let number = Int(text), range.contains(number) else { throw Refusal(found: text) }
      return number
    }
  }
}

extension SettingKind<Double> {
  static func number(in range: ClosedRange<Double>) -> Self {
    SettingKind(
      name: "number", plural: "numbers",
      phrase: ["a number", rangeText(range)].compactMap { $0 }.joined(separator: " "),
      range: rangeText(range),
      placeholder: range.lowerBound.isFinite ? range.lowerBound : min(0, range.upperBound),
      show: numberText, accepts: { $0.isFinite && range.contains($0) }
    ) { value throws(Refusal) in
      switch value.scalar {
      case .integer(let text), .number(let text):
        guard let number = Double(text), number.isFinite, range.contains(number) else {
          throw Refusal(found: text)
        }
        return number
      default: throw Refusal(found: value.found)
      }
    }
  }
}

extension SettingKind<Double?> {
  static func optionalNumber(in range: ClosedRange<Double>) -> Self {
    let number = SettingKind<Double>.number(in: range)
    return SettingKind(
      name: number.name, plural: number.plural, phrase: number.phrase, range: number.range,
      placeholder: nil, show: { $0.map(number.show) ?? "none" },
      accepts: { $0.map(number.accepts) ?? true }
    ) { value throws(Refusal) in try number.parse(value) }
  }
}

extension SettingKind<Bool> {
  static var boolean: Self {
    SettingKind(
      name: "boolean", plural: "booleans", phrase: "true or false", range: nil, placeholder: false,
      show: { String($0) }, accepts: { _ in true }
    ) { value throws(Refusal) in
      guard case .boolean(let truth) = value.scalar else { throw Refusal(found: value.found) }
      return truth
    }
  }
}

extension SettingKind<String> {
  static var text: Self {
    SettingKind(
      name: "text", plural: "texts", phrase: "text", range: nil, placeholder: "",
      show: { $0.isEmpty ? "\"\"" : $0 }, accepts: { _ in true }
    ) { value throws(Refusal) in
      guard let text = value.scalar?.text else { throw Refusal(found: value.found) }
      return text
    }
  }
}

extension SettingKind<String?> {
  static var optionalText: Self {
    SettingKind(
      name: "text", plural: "texts", phrase: "text", range: nil, placeholder: nil,
      show: { $0 ?? "none" }, accepts: { _ in true }
    ) { value throws(Refusal) in
      guard let scalar = value.scalar else { throw Refusal(found: value.found) }
      return scalar.text
    }
  }
}

extension SettingKind
where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  static var choice: Self {
    let names = Value.allCases.map(\.rawValue)
    guard let first = Value.allCases.first else {
      preconditionFailure("\(Value.self) has no case to choose")
    }
    let kind = "one of " + names.joined(separator: ", ")
    return SettingKind(
      name: kind, plural: kind, phrase: kind, range: nil, placeholder: first,
      show: \.rawValue, accepts: { _ in true }
    ) { value throws(Refusal) in
      guard let text = value.scalar?.text else { throw Refusal(found: value.found) }
      if let choice = Value(rawValue: text) { return choice }
      let advice = nearest(text, among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw Refusal(found: quoted(text), advice: advice)
    }
  }
}
