import CHDF5

extension HDF5Reader {
  /// Reads an attribute that is one text.
  ///
  /// - Parameters:
  ///   - name: The attribute.
  ///   - path: The group or dataset that carries it; "/" is the root.
  /// - Returns: The text without its padding.
  /// - Throws: When there is no such attribute, or it is not one text in UTF-8.
  package func text(attribute name: String, of path: String) throws(HDF5Error) -> String {
    let attribute = try StoredAttribute(name, of: ObjectPath(path), in: file)
    guard H5Tget_class(attribute.type.id) == H5T_STRING else { throw attribute.isNot("text") }
    let isVariable = H5Tis_variable_str(attribute.type.id) > 0
    let text = isVariable ? try attribute.variableText() : try attribute.fixedText(textLimit)
    guard let text else { throw attribute.failure("is not UTF-8") }
    return text
  }

  /// Reads an attribute that is one integer, as `text(attribute:of:)` does.
  package func integer(attribute name: String, of path: String) throws(HDF5Error) -> Int {
    let attribute = try StoredAttribute(name, of: ObjectPath(path), in: file)
    guard isInteger(attribute.type) else { throw attribute.isNot("an integer") }
    guard isUnsigned64(attribute.type) else { return try attribute.value(0, as: .int64) }
    let value = try attribute.value(UInt64(0), as: .uint64)
    guard let integer = Int(exactly: value) else {
      throw attribute.failure("is \(value), above \(Int.max)")
    }
    return integer
  }

  /// Reads an attribute that is one number, integer or not, as `text(attribute:of:)` does.
  package func number(attribute name: String, of path: String) throws(HDF5Error) -> Double {
    let attribute = try StoredAttribute(name, of: ObjectPath(path), in: file)
    guard isNumber(attribute.type) else { throw attribute.isNot("a number") }
    return try attribute.value(0.0, as: .float64)
  }
}

/// An open attribute that has one element.
private struct StoredAttribute: ~Copyable {
  let type: Handle
  private let handle: Handle
  private let name: String
  private let damage: HDF5Error

  init(
    _ name: String, of path: ObjectPath, in file: borrowing OpenFile
  ) throws(HDF5Error) {
    precondition(isAttributeName(name), "\"\(name)\" is no attribute name")
    let damage = file.failure(path, "attribute \(name) cannot be read; the file may be damaged")
    let owner = try file.object(at: path)
    guard try attempt(unsafe H5Aexists(owner.id, name), else: damage) > 0 else {
      throw file.failure(path, "no attribute \(name)")
    }
    let handle = try Handle(
      .attribute, unsafe H5Aopen(owner.id, name, defaultProperties), else: damage)
    let space = try Handle(.dataspace, H5Aget_space(handle.id), else: damage)
    guard H5Sget_simple_extent_npoints(space.id) == 1 else {
      throw file.failure(path, "attribute \(name) is not one value")
    }
    let type = try Handle(.datatype, H5Aget_type(handle.id), else: damage)
    self.type = type
    self.handle = handle
    self.name = name
    self.damage = damage
  }

  func failure(_ problem: String) -> HDF5Error {
    damage.saying("attribute \(name) \(problem)")
  }

  func isNot(_ wanted: String) -> HDF5Error {
    failure("holds \(contents(of: type)), not \(wanted)")
  }

  func value<Value: BitwiseCopyable>(_ zero: Value, as type: StoredType) throws(HDF5Error) -> Value
  {
    let memory = try type.datatype(else: damage)
    var value = zero
    try unsafe attempt(H5Aread(handle.id, memory.id, &value), else: damage)
    return value
  }

  func fixedText(_ limit: Int) throws(HDF5Error) -> String? {
    let width = H5Tget_size(type.id)
    guard width <= limit else {
      throw failure("has \(width) bytes, above the limit of \(limit)")
    }
    var bytes = [UInt8](repeating: 0, count: width)
    try attempt(unsafe H5Aread(handle.id, type.id, &bytes), else: damage)
    return unpadded(bytes[...], H5Tget_strpad(type.id))
  }

  func variableText() throws(HDF5Error) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    defer { _ = unsafe H5free_memory(text) }
    try unsafe attempt(H5Aread(handle.id, type.id, &text), else: damage)
    guard let text = unsafe text else { return "" }
    return unsafe String(validatingCString: text)
  }
}
