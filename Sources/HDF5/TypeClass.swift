import CHDF5

/// Tells whether a stored type is an integer of a size that a processor has.
func isInteger(_ type: borrowing Handle) -> Bool {
  H5Tget_class(type.id) == H5T_INTEGER && H5Tget_size(type.id) <= 8
}

/// Tells whether a stored type is an integer or a float of a size that a processor has.
func isNumber(_ type: borrowing Handle) -> Bool {
  isInteger(type) || (H5Tget_class(type.id) == H5T_FLOAT && H5Tget_size(type.id) <= 16)
}

/// Tells whether a stored integer may exceed `Int`, on which libhdf5 would clip it without a word.
func isUnsigned64(_ type: borrowing Handle) -> Bool {
  H5Tget_sign(type.id) == H5T_SGN_NONE && H5Tget_size(type.id) == 8
}

/// Tells whether a stored integer is a byte.
func isUnsigned8(_ type: borrowing Handle) -> Bool {
  H5Tget_sign(type.id) == H5T_SGN_NONE && H5Tget_size(type.id) == 1
}

/// What a stored type holds, in the words of a message.
func contents(of type: borrowing Handle) -> String {
  switch H5Tget_class(type.id) {
  case H5T_INTEGER: "integers of \(H5Tget_size(type.id)) bytes"
  case H5T_FLOAT: "floating-point numbers of \(H5Tget_size(type.id)) bytes"
  case H5T_STRING: "text"
  case H5T_ENUM: "an enumeration"
  case H5T_COMPOUND: "records of several fields"
  case H5T_ARRAY, H5T_VLEN: "arrays"
  case H5T_REFERENCE: "references"
  default: "values of an unusual type"
  }
}
