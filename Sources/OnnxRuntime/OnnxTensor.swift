import COnnxRuntime

/// A tensor that goes into a graph or comes out of it.
package struct OnnxTensor: Equatable, Sendable {
  /// The elements, row by row.
  package enum Elements: Equatable, Sendable {
    /// Single precision.
    case floats([Float])
    /// Double precision.
    case doubles([Double])
    /// Whole numbers of 64 bits.
    case longs([Int64])
    /// Whole numbers of 32 bits.
    case integers([Int32])
    /// Whole numbers of 8 bits without sign.
    case bytes([UInt8])
    /// Truth values, 0 or 1.
    case truths([UInt8])
    /// Texts.
    case texts([String])
  }

  /// The extents.
  package let shape: [Int]
  /// The elements.
  package let elements: Elements

  /// Creates a tensor.
  ///
  /// - Parameters:
  ///   - shape: The extents, at most 8.
  ///   - elements: As many as their product.
  package init(_ shape: [Int], _ elements: Elements) {
    precondition(
      shape.count <= RC_ONNX_AXES && shape.reduce(1, *) == elements.count,
      "\(elements.count) elements of the shape \(shape)")
    (self.shape, self.elements) = (shape, elements)
  }

  /// The numbers in double precision; nil for texts.
  package var numbers: [Double]? {
    switch elements {
    case .floats(let values): values.map(Double.init)
    case .doubles(let values): values
    case .longs(let values): values.map(Double.init)
    case .integers(let values): values.map(Double.init)
    case .bytes(let values), .truths(let values): values.map(Double.init)
    case .texts: nil
    }
  }

  /// The numbers in single precision; nil for texts.
  package var singles: [Float]? {
    if case .floats(let values) = elements { return values }
    return numbers?.map(Float.init)
  }
}

extension OnnxTensor.Elements {
  var count: Int {
    switch self {
    case .floats(let values): values.count
    case .doubles(let values): values.count
    case .longs(let values): values.count
    case .integers(let values): values.count
    case .bytes(let values), .truths(let values): values.count
    case .texts(let values): values.count
    }
  }

  /// ONNX's number of the type.
  var type: OnnxElementType {
    switch self {
    case .floats: .float
    case .doubles: .double
    case .longs: .long
    case .integers: .integer
    case .bytes: .byte
    case .truths: .truth
    case .texts: .text
    }
  }
}

/// The types of elements that are read and written.
package enum OnnxElementType: Int32, Sendable {
  /// Single precision.
  case float = 1
  /// Eight bits without sign.
  case byte = 2
  /// 32 bits.
  case integer = 6
  /// 64 bits.
  case long = 7
  /// Text.
  case text = 8
  /// Truth value.
  case truth = 9
  /// Double precision.
  case double = 11

  /// The bytes of one element; of texts none.
  var byteCount: Int {
    switch self {
    case .byte, .truth: 1
    case .float, .integer: 4
    case .double, .long: 8
    case .text: 0
    }
  }
}

/// An input or output of a graph.
package struct OnnxPort: Equatable, Sendable {
  /// What it carries.
  package enum Kind: Equatable, Sendable {
    /// A tensor; free extents are nil. No type where it is one that is not read here.
    case tensor(OnnxElementType?, [Int?])
    /// A list, such as the maps of classes to probabilities that a ZipMap makes.
    case sequence
    /// Anything else.
    case other
  }

  /// The name.
  package let name: String
  /// What it carries.
  package let kind: Kind
}

/// What a graph answers at one output.
package enum OnnxValue: Equatable, Sendable {
  /// A tensor.
  case tensor(OnnxTensor)
  /// A list of maps, such as those of classes to probabilities.
  case maps([Map])

  /// Keys and as many values.
  package struct Map: Equatable, Sendable {
    /// Texts or whole numbers.
    package let keys: OnnxTensor
    /// Numbers.
    package let values: OnnxTensor
  }
}
