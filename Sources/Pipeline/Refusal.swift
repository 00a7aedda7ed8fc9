import Contracts
import JSON

/// Makes the quarantine row of a record: the reason, the agency, and the bytes as they came.
struct Refusal {
  let record: RecordView
  let place: LanePartition
  let limits: ReaderLimits

  func quarantined(
    _ errors: [RecordError], total: Int? = nil, by contract: Contract?, owner: String? = nil,
    body: UnsafeBufferPointer<UInt8>? = nil
  ) -> Outcome {
    .quarantined(row(errors, total: total ?? errors.count, by: contract, owner: owner, body: body))
  }

  func row(
    _ errors: [RecordError], total: Int, by contract: Contract?, owner: String?,
    body: UnsafeBufferPointer<UInt8>?
  ) -> QuarantineRow {
    let agency = contract?.agency(of: body, limits: limits) { record.headers.last($0) } ?? owner
    return QuarantineRow(
      source: place.source, at: place.at, offset: record.offset, timestamp: record.timestamp,
      agency: agency, contract: contract?.id,
      stage: errors.first.flatMap { QuarantineRow.Stage(rawValue: $0.stage.rawValue) } ?? .decode,
      errors: RecordErrorList.json(of: errors, total: total), key: record.key.map { Array($0) },
      headers: record.headers.isEmpty ? nil : HeaderJSON.text(of: record.headers),
      payload: record.value.map { Array($0) })
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
