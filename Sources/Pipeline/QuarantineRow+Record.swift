import Contracts
import JSON

extension QuarantineRow {
  /// The reason, the agency, and the bytes of a record as they came.
  init(_ rejection: Rejection, of record: RecordView, at place: LanePartition) {
    self.init(
      source: place.source, at: place.at, offset: record.offset, timestamp: record.timestamp,
      agency: rejection.agency, contract: rejection.contract?.contract.id,
      stage: Stage(rejection.stage), errors: rejection.json, key: record.key.map { Array($0) },
      headers: record.headers.isEmpty ? nil : HeaderJSON.text(of: record.headers),
      payload: record.value.map { Array($0) })
  }
}

extension QuarantineRow.Stage {
  init(_ stage: RecordError.Stage) {
    self =
      switch stage {
      case .decode: .decode
      case .contract: .contract
      case .validate: .validate
      case .normalise: .normalise
      case .load: .load
      }
  }
}

/// Headers as the quarantine stores them: readable where they are text, base64 where not.
enum HeaderJSON {
  static func text(of headers: HeaderView) -> [UInt8] {
    var output: [UInt8] = [UInt8(ascii: "[")]
    headers.visit { name, value in
      if output.count > 1 { output.append(UInt8(ascii: ",")) }
      output += "{\"name\":".utf8
      let printable = String(decoding: name, as: UTF8.self).utf8.filter { $0 != 0 }
      JSONWriter.appendString(printable, to: &output)
      append(value, to: &output)
      output.append(UInt8(ascii: "}"))
    }
    output.append(UInt8(ascii: "]"))
    return output
  }

  private static func append(_ value: UnsafeBufferPointer<UInt8>?, to output: inout [UInt8]) {
    guard let value else {
      output += ",\"value\":null".utf8
      return
    }
    if String(validating: value, as: UTF8.self) != nil, !value.contains(0) {
      output += ",\"value\":".utf8
      JSONWriter.appendString(value, to: &output)
    } else {
      output += ",\"base64\":\"".utf8
      output += Base64.encode(value)
      output.append(UInt8(ascii: "\""))
    }
  }
}
