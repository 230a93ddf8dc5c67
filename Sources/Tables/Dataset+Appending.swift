extension Dataset {
  /// The value of a feature in a record that comes from no file.
  package enum MadeValue: Equatable, Sendable {
    /// A number, NaN where missing.
    case number(Double)
    /// The code of a level, -1 where missing.
    case level(Int32)
  }

  /// A record that comes from no file.
  package struct MadeRecord: Equatable, Sendable {
    /// One value for each feature, of the feature's kind.
    package var values: [MadeValue]
    /// The values of its image from 0 to 1; none where records are no images.
    package var image: [Float] = []
    /// The code of the class.
    package var label: Int32
    /// The code of each group's level.
    package var groups: [Int32]

    /// Makes a record.
    package init(values: [MadeValue], image: [Float] = [], label: Int32, groups: [Int32]) {
      self.values = values
      self.image = image
      self.label = label
      self.groups = groups
    }
  }

  /// A record as values that another can be made of.
  ///
  /// - Parameter row: An index in `0..<count`.
  /// - Returns: The record's values, class and groups.
  package func record(_ row: Int) -> MadeRecord {
    MadeRecord(
      values: features.map { feature in
        switch feature.values {
        case .numeric(let numbers): .number(numbers[row])
        case .categorical(let categories): .level(categories.codes[row])
        }
      },
      image: images?.selecting([row]).values.asNumbers ?? [],
      label: label.codes[row], groups: groups.map { $0.categories.codes[row] })
  }

  /// Puts made records after those that are there, whose row numbers stay.
  ///
  /// - Parameter records: Records of this dataset's features, classes and groups.
  /// - Returns: A dataset of more records and the same levels.
  package func appending(_ records: [MadeRecord]) -> Dataset {
    Dataset(
      name: name,
      features: features.enumerated().map { place, feature in
        Feature(
          name: feature.name, values: feature.values.appending(records.map { $0.values[place] }))
      },
      label: label.appending(records.map(\.label)),
      groups: groups.enumerated().map { place, group in
        Group(
          name: group.name, categories: group.categories.appending(records.map { $0.groups[place] })
        )
      },
      sources: sources, images: images?.appending(records.map(\.image)))
  }
}

extension Feature.Values {
  fileprivate func appending(_ values: [Dataset.MadeValue]) -> Feature.Values {
    switch self {
    case .numeric(let numbers):
      .numeric(
        numbers
          + values.map { value in
            guard case .number(let number) = value else {
              preconditionFailure("a level among numbers")
            }
            return number
          })
    case .categorical(let categories):
      .categorical(
        categories.appending(
          values.map { value in
            guard case .level(let code) = value else {
              preconditionFailure("a number among levels")
            }
            return code
          }))
    }
  }
}

extension Categories {
  fileprivate func appending(_ codes: [Int32]) -> Categories {
    precondition(codes.allSatisfy { $0 < names.count }, "a code beyond \(names.count) levels")
    return Categories(codes: self.codes + codes, names: names)
  }
}

extension RecordImages {
  /// Puts made images after these, rounded to whole numbers where these are.
  fileprivate func appending(_ made: [[Float]]) -> RecordImages {
    let numbers = made.flatMap(\.self)
    let values: Coordinates.Values =
      switch values {
      case .bytes:
        .bytes(numbers.map { UInt8(max(0, min(255, ($0 * 255).rounded()))) })
      case .numbers: .numbers(numbers)
      }
    return appending([RecordImages(shape: shape, values: values)])
  }
}
