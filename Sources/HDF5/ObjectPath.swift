/// The place of a group or dataset in a file: plain names, joined by "/" from the root.
struct ObjectPath {
  let components: [String]

  /// Splits "/a/b" or "a/b"; "/" is the root.
  ///
  /// Any other form is a bug of the caller.
  init(_ text: String) {
    precondition(!text.isEmpty, "an empty path names nothing: the root is \"/\"")
    let relative = text.first == "/" ? text.dropFirst() : text[...]
    components =
      relative.isEmpty
      ? [] : relative.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    precondition(components.allSatisfy(isPlainName), "path \(text) has a component that is no name")
  }

  private init(components: [String]) {
    self.components = components
  }

  var text: String { "/" + components.joined(separator: "/") }

  var isRoot: Bool { components.isEmpty }

  var parent: ObjectPath { ObjectPath(components: components.dropLast()) }

  /// The paths from the first component down to the whole path.
  var prefixes: [ObjectPath] {
    components.indices.map { ObjectPath(components: Array(components[...$0])) }
  }
}

/// Tells whether a link's name can be part of a path: "" and "." mean something else to libhdf5.
func isPlainName(_ name: String) -> Bool {
  !name.isEmpty && name != "." && name != ".."
    && !name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
}
