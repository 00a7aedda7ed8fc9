import Glibc
import Testing

@testable import Configuration

@Suite struct SecretTests {
  /// A folder of this test's own.
  private final class Folder {
    let path: String

    init() throws {
      var template = Array("/tmp/trucd-secrets-XXXXXX".utf8CString)
      path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
      for name in ["open", "closed", "empty", "binary", "token"] { unlink("\(path)/\(name)") }
      rmdir(path)
    }

    func write(_ name: String, _ bytes: [UInt8], mode: mode_t) throws -> String {
      let file = "\(path)/\(name)"
      let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      try #require(descriptor >= 0)
      defer { close(descriptor) }
      try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
      try #require(fchmod(descriptor, mode) == 0)
      return file
    }
  }

  private func configuration(kafka: String = "", warehouse: String = "") -> String {
    """
    [kafka]
    "bootstrap.servers" = "a:1"
    \(kafka)
    [contracts]
    directory = "s"
    [warehouse]
    url = "postgresql://trucd@h/kho"
    \(warehouse)
    """
  }

  @Test func secretsComeFromFilesWithoutTheirLastLineEnd() throws {
    let folder = try Folder()
    let file = try folder.write("closed", Array("mật khẩu \n".utf8), mode: 0o640)
    let loaded = try ConfigurationTests.decode(
      configuration(
        kafka: "\"sasl.password\" = {file = \"\(file)\"}",
        warehouse: "password_file = \"\(file)\""))
    #expect(loaded.configuration.warehouse.password?.revealed == "mật khẩu ")
    let property = loaded.configuration.kafka.properties.first { $0.name == "sasl.password" }
    #expect(property?.value.revealed == "mật khẩu ")
    #expect(property?.isSecret == true)
    #expect(!"\(loaded.configuration)".contains("mật"))
    #expect(!loaded.configuration.effectiveText.contains("mật"))
  }

  @Test func secretsComeFromTheCredentialsDirectory() throws {
    let folder = try Folder()
    _ = try folder.write("token", Array("t0ken".utf8), mode: 0o444)
    let loaded = try ConfigurationTests.decode(
      configuration(
        kafka: "\"sasl.password\" = {credential = \"token\"}",
        warehouse: "password_credential = \"token\""),
      environment: ["CREDENTIALS_DIRECTORY": folder.path])
    #expect(loaded.configuration.warehouse.password?.revealed == "t0ken")
  }

  @Test func aSecretFileThatAllCanReadIsRefusedWithTheCommandThatHelps() throws {
    let folder = try Folder()
    let file = try folder.write("open", Array("hemligt".utf8), mode: 0o644)
    let found = ConfigurationTests.problems(configuration(warehouse: "password_file = \"\(file)\""))
    #expect(found.map(\.code) == [.secret])
    #expect(found[0].message.contains("(mode 0644); run: chmod o-rwx \(file)"))
    #expect(!found[0].message.contains("hemligt"))
  }

  @Test func whatIsNoSecretIsRefused() throws {
    let folder = try Folder()
    let empty = try folder.write("empty", Array("\n".utf8), mode: 0o600)
    let binary = try folder.write("binary", [0xFF, 0x00], mode: 0o600)
    for (file, words) in [
      (empty, "is empty"), (binary, "not text"), (folder.path + "/none", "No such file"),
      (folder.path, "folder"),
    ] {
      let found = ConfigurationTests.problems(
        configuration(warehouse: "password_file = \"\(file)\""))
      #expect(found.first?.message.contains(words) == true)
    }
  }

  @Test func aCredentialWithoutSystemdSaysHowToGetIt() {
    let found = ConfigurationTests.problems(
      configuration(warehouse: "password_credential = \"db\""))
    #expect(found.first?.message.contains("LoadCredential=db:PATH") == true)
    let outside = ConfigurationTests.problems(
      configuration(warehouse: "password_credential = \"../x\""),
      environment: ["CREDENTIALS_DIRECTORY": "/tmp"])
    #expect(outside.first?.code == .secret)
  }

  @Test func twoPlacesForOnePasswordAreRefused() {
    let found = ConfigurationTests.problems(
      configuration(warehouse: "password_file = \"/a\"\npassword_credential = \"b\""))
    #expect(found.map(\.code) == [.conflict])
  }

  @Test func literalSecretsInAFileThatAllCanReadAreWarnedOf() throws {
    let text = configuration(kafka: "\"sasl.password\" = \"hemligt\"")
      .replacing("trucd@h", with: "trucd:hemligt@h")
    let exposed = try ConfigurationTests.decode(text, isExposed: true)
    #expect(exposed.warnings.count == 2)
    #expect(!"\(exposed.warnings)".contains("hemligt"))
    #expect(try ConfigurationTests.decode(text).warnings.isEmpty)
  }

  @Test func aConfigurationFileThatIsNotThereIsToldByItsName() {
    #expect {
      try Configuration.load(path: "/nonexistent/trucd.toml", environment: [:])
    } throws: { error in
      "\(error)".contains("/nonexistent/trucd.toml cannot be read: No such file")
    }
  }
}
