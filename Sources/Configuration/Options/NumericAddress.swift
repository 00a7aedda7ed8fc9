import Glibc

/// IPv4 and IPv6 addresses in digits.
enum NumericAddress {
  static func isValid(_ host: String) -> Bool {
    var v4 = in_addr()
    var v6 = in6_addr()
    return inet_pton(AF_INET, host, &v4) == 1 || inet_pton(AF_INET6, host, &v6) == 1
  }
}
