import CHDF5

extension HDF5Reader {
  /// Reads a dataset of texts, of fixed or variable length, row by row.
  ///
  /// - Parameter path: The dataset.
  /// - Returns: The texts without their padding.
  /// - Throws: When there is no such dataset of texts, one is not UTF-8, or they exceed the limit.
  package func strings(at path: String) throws(HDF5Error) -> [String] {
    let dataset = try dataset(at: path)
    guard H5Tget_class(dataset.type.id) == H5T_STRING else {
      throw dataset.failure("holds \(contents(of: dataset.type)), not text")
    }
    return H5Tis_variable_str(dataset.type.id) > 0
      ? try variableTexts(dataset) : try fixedTexts(dataset)
  }

  private func fixedTexts(_ dataset: borrowing StoredDataset) throws(HDF5Error) -> [String] {
    let width = H5Tget_size(dataset.type.id)
    guard width > 0, dataset.count <= textLimit / width else {
      throw dataset.failure(
        "has \(dataset.count) texts of \(width) bytes, above the limit of \(textLimit) bytes")
    }
    let bytes = try dataset.values(
      UInt8(0), each: width, as: dataset.type, transfer: defaultProperties)
    let padding = H5Tget_strpad(dataset.type.id)
    var texts: [String] = []
    texts.reserveCapacity(dataset.count)
    for start in stride(from: 0, to: bytes.count, by: width) {
      guard let text = unpadded(bytes[start..<start + width], padding) else {
        throw notUTF8(dataset, at: start / width)
      }
      texts.append(text)
    }
    return texts
  }

  private func variableTexts(_ dataset: borrowing StoredDataset) throws(HDF5Error) -> [String] {
    let transfer = try Handle(
      .properties, H5Pcreate(rc_dataset_transfer()), else: dataset.failure("cannot be read"))
    var owner = unsafe rc_texts(newest: nil, bytes_left: textLimit, exceeded: 0)
    // libhdf5 keeps the owner's address from here on, so it must not move before the texts are freed.
    let result = unsafe withUnsafeMutablePointer(to: &owner) { owner in
      defer { unsafe rc_texts_free(owner) }
      return unsafe copies(of: dataset, through: transfer, owner)
    }
    return try result.get()
  }

  private func copies(
    of dataset: borrowing StoredDataset, through transfer: borrowing Handle,
    _ owner: UnsafeMutablePointer<rc_texts>
  ) -> Result<[String], HDF5Error> {
    do throws(HDF5Error) {
      try unsafe attempt(
        rc_texts_use(transfer.id, owner), else: dataset.failure("cannot be read"))
      let none: UnsafeMutablePointer<CChar>? = nil
      let pointers = try unsafe dataset.values(
        none, each: 1, as: dataset.type, transfer: transfer.id)
      var texts: [String] = []
      for index in unsafe pointers.indices {
        guard let pointer = unsafe pointers[index] else {
          texts.append("")
          continue
        }
        guard let text = unsafe String(validatingCString: pointer) else {
          throw notUTF8(dataset, at: index)
        }
        texts.append(text)
      }
      return .success(texts)
    } catch {
      guard unsafe owner.pointee.exceeded == 0 else {
        return .failure(
          dataset.failure("has texts of more bytes in all than the limit of \(textLimit)"))
      }
      return .failure(error)
    }
  }

  private func notUTF8(_ dataset: borrowing StoredDataset, at index: Int) -> HDF5Error {
    dataset.failure("text \(index) is not UTF-8; write it again in that encoding")
  }
}

/// Cuts a stored text's padding, and gives nil when the rest is not UTF-8.
func unpadded(_ bytes: ArraySlice<UInt8>, _ padding: H5T_str_t) -> String? {
  switch padding {
  case H5T_STR_NULLTERM:
    return String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
  case H5T_STR_SPACEPAD:
    return String(validating: trimmed(bytes, of: UInt8(ascii: " ")), as: UTF8.self)
  default:
    return String(validating: trimmed(bytes, of: 0), as: UTF8.self)
  }
}

private func trimmed(_ bytes: ArraySlice<UInt8>, of padding: UInt8) -> ArraySlice<UInt8> {
  bytes[..<(bytes.lastIndex { $0 != padding }.map { $0 + 1 } ?? bytes.startIndex)]
}
