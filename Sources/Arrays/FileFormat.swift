/// The formats that hold arrays, told apart by their first bytes.
enum FileFormat {
  case npy, npz, hdf5

  init(of file: InputFile) throws(ArraysError) {
    let start = try file.bytes(0..<min(8, file.byteCount))
    if start.starts(with: NPYHeader.magic) {
      self = .npy
    } else if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6]) {
      self = .npz
    } else if start == [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A] {
      self = .hdf5
    } else if start.first == 0x80 {
      throw file.place.failure("is a Python pickle, which is never loaded; save it with np.save")
    } else {
      throw file.place.failure("is no NPY, NPZ or HDF5 file; save the array with np.save")
    }
  }
}
