/// A number in the form in which a file stores it.
protocol StoredNumber {
  associatedtype Bits: StoredInteger

  init(bits: Bits)

  /// The number as a 32-bit float, rounded; nil where the bits are no number of this type.
  var float: Float? { get }
  /// The number as a 64-bit float, rounded; nil where the bits are no number of this type.
  var double: Double? { get }
  /// The number as an integer; nil where it is none.
  var integer: Int? { get }
}

extension StoredNumber where Self: FixedWidthInteger {
  @inline(__always) init(bits: Bits) { self.init(truncatingIfNeeded: bits) }
  @inline(__always) var float: Float? { Float(Int(truncatingIfNeeded: self)) }
  @inline(__always) var double: Double? { Double(Int(truncatingIfNeeded: self)) }
  @inline(__always) var integer: Int? { Int(truncatingIfNeeded: self) }
}

extension StoredNumber where Self: BinaryFloatingPoint {
  // Exact for each of these types as a double, so that no integer is found where there is none.
  @inline(__always) var integer: Int? { double.flatMap { Int(exactly: $0) } }
}

extension Int8: StoredNumber { typealias Bits = UInt8 }
extension Int16: StoredNumber { typealias Bits = UInt16 }
extension Int32: StoredNumber { typealias Bits = UInt32 }
extension Int64: StoredNumber { typealias Bits = UInt64 }
extension UInt8: StoredNumber { typealias Bits = UInt8 }
extension UInt16: StoredNumber { typealias Bits = UInt16 }
extension UInt32: StoredNumber { typealias Bits = UInt32 }

extension UInt64: StoredNumber {
  @inline(__always) init(bits: UInt64) { self = bits }
  @inline(__always) var float: Float? { Float(self) }
  @inline(__always) var double: Double? { Double(self) }
  @inline(__always) var integer: Int? { Int(exactly: self) }
}

extension Float16: StoredNumber {
  @inline(__always) init(bits: UInt16) { self.init(bitPattern: bits) }
  @inline(__always) var float: Float? { Float(self) }
  @inline(__always) var double: Double? { Double(self) }
}

extension Float: StoredNumber {
  @inline(__always) init(bits: UInt32) { self.init(bitPattern: bits) }
  @inline(__always) var float: Float? { self }
  @inline(__always) var double: Double? { Double(self) }
}

extension Double: StoredNumber {
  @inline(__always) init(bits: UInt64) { self.init(bitPattern: bits) }
  @inline(__always) var float: Float? { Float(self) }
  @inline(__always) var double: Double? { self }
}

/// A truth value of one byte, which only 0 and 1 are.
struct TruthByte: StoredNumber {
  private let byte: UInt8

  @inline(__always) init(bits: UInt8) { byte = bits }
  @inline(__always) var float: Float? { byte > 1 ? nil : Float(byte) }
  @inline(__always) var double: Double? { byte > 1 ? nil : Double(byte) }
  @inline(__always) var integer: Int? { byte > 1 ? nil : Int(byte) }
}
