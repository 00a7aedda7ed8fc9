/// The version of this build, as CHANGELOG.md counts them.
enum Version {
  static let text = "0.1.0"
}
