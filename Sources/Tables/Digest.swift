import Crypto

/// Computes the SHA-256 of bytes.
///
/// - Parameter bytes: The bytes.
/// - Returns: 64 lower-case hexadecimal digits.
package func sha256(of bytes: [UInt8]) -> String {
  hexadecimal(SHA256.hash(data: bytes))
}

/// Spells a digest in lower-case hexadecimal.
func hexadecimal(_ digest: SHA256.Digest) -> String {
  digest.map { byte in
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0\(digits)" : digits
  }.joined()
}
