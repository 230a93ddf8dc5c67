/// The arrays that a file holds.
package struct ArrayContents: Equatable, Sendable {
  /// What is known of an array without reading its numbers.
  package enum Content: Equatable, Sendable {
    /// An array of numbers.
    case array(shape: [Int], type: ElementType)
    /// An array that cannot be read, with the reason.
    case unreadable(String)
  }

  /// One array.
  package struct Entry: Equatable, Sendable {
    /// The array's name, "a/b" for a dataset in a group; empty in an NPY file, which has no names.
    package let name: String
    /// What the array holds.
    package let content: Content
  }

  /// The arrays, those of an npz file in the archive's order.
  package let entries: [Entry]
  /// False where the file holds more than were listed.
  package let isComplete: Bool
}

extension ArrayContents.Entry: CustomStringConvertible {
  /// The line `name: type shape` or `name: reason`, with the name made printable.
  package var description: String {
    let prefix = name.isEmpty ? "" : "\(printable(name)): "
    return switch content {
    case .array(let shape, let type): "\(prefix)\(type.rawValue) \(shape)"
    case .unreadable(let reason): prefix + reason
    }
  }
}
