import CCrypto

/// SHA-256 (FIPS 180-4), by OpenSSL's libcrypto.
public enum Digest {
  /// The 32 bytes of the digest.
  public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { sha256($0) }
  }

  public static func sha256(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, nil, EVP_sha256(), nil)
      count = 32
    }
  }

  /// The first 8 bytes of the digest, big-endian: the short key under which sources, contracts and
  /// fingerprints are kept.
  public static func key(_ bytes: [UInt8]) -> Int64 {
    sha256(bytes).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
  }
}
