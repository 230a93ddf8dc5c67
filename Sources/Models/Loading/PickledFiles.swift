import Foundation

/// Refuses a model's file that is not there, or that would run code when it is read.
///
/// Python's pickles are programs: whoever loads one does what its author wrote. They are told by their first bytes, and not by
/// their names alone.
///
/// - Parameters:
///   - path: The file.
///   - name: What messages call it.
/// - Throws: `ModelsError` naming the kind of file, the reason and the way out.
func refusePickles(_ path: String, name: String) throws(ModelsError) {
  guard FileManager.default.fileExists(atPath: path) else {
    throw ModelsError("\(name): no such file; 'path' of 'target' names the model")
  }
  let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
  guard type != .typeDirectory else {
    throw ModelsError("\(name): is a folder; name the model's file in it, or export it to ONNX")
  }
  guard let head = firstBytes(path) else {
    throw ModelsError("\(name): cannot be read; check its permissions")
  }
  let ending = URL(filePath: name).pathExtension.lowercased()
  let isZip = head.starts(with: [0x50, 0x4B, 3, 4])
  let isHDF5 = head.starts(with: [0x89, 0x48, 0x44, 0x46])
  let isPickle = head.count >= 2 && head[0] == 0x80 && (2...5).contains(head[1])
  if ["pt", "pth", "ckpt", "bin"].contains(ending), isZip || isPickle {
    throw ModelsError(
      "\(name): is a PyTorch file, which holds pickled objects that run code when they are read; export the model by "
        + "torch.onnx.export, save its state dict by safetensors.torch.save_file, or serve it by 'format: process'"
    )
  }
  if isPickle || ["pkl", "pickle", "joblib", "sav"].contains(ending) {
    throw ModelsError(
      "\(name): is a pickle, which runs code when it is read; export the model by skl2onnx.to_onnx and take 'format: onnx', "
        + "or serve it from your own Python by 'format: process'")
  }
  if isHDF5 || isZip, ["h5", "hdf5", "keras"].contains(ending) {
    throw ModelsError(
      "\(name): is a Keras file, which may hold code that runs when it is read; export the model by model.export(..., format=\"onnx\") or tf2onnx and "
        + "take 'format: onnx', or serve it by 'format: process'")
  }
}

private func firstBytes(_ path: String) -> [UInt8]? {
  guard let file = FileHandle(forReadingAtPath: path) else { return nil }
  defer { try? file.close() }
  return (try? file.read(upToCount: 16)).map { [UInt8]($0) }
}
