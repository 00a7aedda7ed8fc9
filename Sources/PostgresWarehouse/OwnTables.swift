import Warehouse

/// The bus's own tables (contracts.md section 8). Others query them, so names and meaning are
/// stable. No trigger, rule, sequence or identity: a distributed table would refuse them.
enum OwnTables {
  struct Column {
    let name: String
    let type: String
    let comment: String
  }

  struct Table {
    let name: String
    var qualifiedName: String { "trucd.\(name)" }
    let create: String
    /// Columns that came later: a table that stands gets what it lacks of them.
    var additions: [Column] = []
    /// On a cluster; each unique key holds the column.
    let distribution: TableDistribution
    /// Vietnamese, for the catalogue; column `nil` is the table.
    let comments: [(column: String?, text: String)]
    /// What the bus does with it.
    let privileges: [String]
  }

  /// The version of this layout; its row is also the lock under which DDL is done.
  static let version = 1

  static let all = [versionTable, source, ledger, contract, quarantine, breaker]

  private static let versionTable = Table(
    name: "version",
    create: "CREATE TABLE trucd.version (version integer PRIMARY KEY)",
    distribution: .everywhere,
    comments: [(nil, "Phiên bản cấu trúc của các bảng trong lược đồ trucd")],
    privileges: ["SELECT", "INSERT", "UPDATE"])

  private static let source = Table(
    name: "source",
    create: """
      CREATE TABLE trucd.source (
        source bigint PRIMARY KEY,
        cluster text NOT NULL,
        topic text NOT NULL,
        generation integer NOT NULL CHECK (generation > 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (cluster, topic, generation))
      """,
    distribution: .everywhere,
    comments: [
      (nil, "Nguồn dữ liệu: một dòng cho mỗi (cụm Kafka, topic, thế hệ)"),
      ("source", "8 byte đầu của SHA-256 của cụm, topic và thế hệ"),
      ("generation", "Tăng thêm 1 khi topic bị xóa rồi tạo lại và được chấp nhận"),
    ],
    privileges: ["SELECT", "INSERT", "UPDATE"])

  private static let ledger = Table(
    name: "ledger",
    create: """
      CREATE TABLE trucd.ledger (
        source bigint NOT NULL,
        partition integer NOT NULL,
        topic text NOT NULL,
        first_offset bigint NOT NULL,
        next_offset bigint NOT NULL,
        last_offset bigint,
        last_timestamp bigint,
        last_hash bigint,
        loaded bigint NOT NULL DEFAULT 0,
        superseded bigint NOT NULL DEFAULT 0,
        quarantined bigint NOT NULL DEFAULT 0,
        tombstones bigint NOT NULL DEFAULT 0,
        discarded bigint NOT NULL DEFAULT 0,
        gaps bigint NOT NULL DEFAULT 0,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (source, partition),
        CONSTRAINT ledger_sum CHECK (next_offset - first_offset
          = loaded + superseded + quarantined + tombstones + discarded + gaps)
      ) WITH (fillfactor = 50)
      """,
    additions: [
      Column(
        name: "compared_offset", type: "bigint",
        comment: "Bản ghi đã đối chiếu lại với Kafka gần nhất: vị trí"),
      Column(
        name: "compared_timestamp", type: "bigint",
        comment: "Bản ghi đã đối chiếu lại với Kafka gần nhất: thời điểm, mili giây từ 1970"),
      Column(
        name: "compared_hash", type: "bigint",
        comment: "Bản ghi đã đối chiếu lại với Kafka gần nhất: 8 byte đầu của SHA-256"),
    ],
    distribution: .byColumn("source"),
    comments: [
      (nil, "Sổ vị trí: next_offset - first_offset luôn bằng tổng của sáu cột đếm"),
      ("next_offset", "Vị trí kế tiếp sẽ đọc"),
      ("last_offset", "Dấu vết của bản ghi cuối đã nhận: vị trí"),
      ("last_timestamp", "Dấu vết của bản ghi cuối đã nhận: thời điểm, mili giây từ 1970"),
      ("last_hash", "Dấu vết của bản ghi cuối đã nhận: 8 byte đầu của SHA-256"),
      ("loaded", "Số bản ghi đã nạp vào bảng"),
      ("superseded", "Số bản ghi bị bản mới hơn cùng khóa thay thế"),
      ("quarantined", "Số bản ghi vào khu cách ly"),
      ("tombstones", "Số bản ghi có giá trị rỗng (NULL)"),
      ("discarded", "Số vị trí do người vận hành bỏ qua"),
      ("gaps", "Số vị trí mà Kafka không giao bản ghi nào"),
    ],
    privileges: ["SELECT", "INSERT", "UPDATE"])

  private static let contract = Table(
    name: "contract",
    create: """
      CREATE TABLE trucd.contract (
        contract bigint PRIMARY KEY,
        name text NOT NULL,
        version text NOT NULL,
        hash bytea NOT NULL,
        text text NOT NULL,
        first_served_at timestamptz NOT NULL DEFAULT now(),
        last_served_at timestamptz NOT NULL DEFAULT now())
      """,
    distribution: .everywhere,
    comments: [
      (nil, "Mọi phiên bản hợp đồng dữ liệu đã từng phục vụ"),
      ("contract", "8 byte đầu của hash"),
      ("hash", "SHA-256 của text"),
      ("text", "Hợp đồng cùng mọi thứ mà nó tham chiếu"),
      ("last_served_at", "Lần cuối phiên bản này bắt đầu phục vụ"),
    ],
    privileges: ["SELECT", "INSERT", "UPDATE"])

  private static let quarantine = Table(
    name: "quarantine",
    create: """
      CREATE TABLE trucd.quarantine (
        _source bigint NOT NULL,
        _partition integer NOT NULL,
        _offset bigint NOT NULL,
        _timestamp timestamptz,
        topic text NOT NULL,
        agency text,
        contract bigint,
        stage text NOT NULL,
        errors jsonb NOT NULL,
        key bytea,
        headers jsonb,
        payload bytea,
        quarantined_at timestamptz NOT NULL DEFAULT now(),
        resolution text,
        resolved_at timestamptz,
        resolved_by text,
        PRIMARY KEY (_source, _partition, _offset))
      """,
    distribution: .byColumn("_offset"),
    comments: [
      (nil, "Khu cách ly: bản ghi không hợp lệ, nguyên văn, cùng lý do"),
      ("agency", "Cơ quan gửi, sẽ nhận thông báo từ chối"),
      ("stage", "Bước phát hiện lỗi: decode, contract, validate, normalise, load"),
      ("errors", "Danh sách lỗi (JSON)"),
      ("key", "Khóa của bản ghi, nguyên văn"),
      ("payload", "Giá trị của bản ghi, nguyên văn"),
      ("resolution", "Đã xử lý thế nào: replayed, discarded; NULL nếu chưa"),
      ("resolved_by", "Người đã xử lý"),
    ],
    privileges: ["SELECT", "INSERT"])

  private static let breaker = Table(
    name: "breaker",
    create: """
      CREATE TABLE trucd.breaker (
        source bigint PRIMARY KEY,
        topic text NOT NULL,
        contracts bigint NOT NULL,
        reason text NOT NULL,
        paused_at timestamptz NOT NULL DEFAULT now(),
        resumed_at timestamptz,
        resumed_by text)
      """,
    distribution: .everywhere,
    comments: [
      (nil, "Lần tạm dừng gần nhất của mỗi topic có tỷ lệ bản ghi bị từ chối tăng vọt"),
      ("contracts", "Dấu vết của các hợp đồng đang phục vụ khi tạm dừng"),
      ("reason", "Lý do tạm dừng"),
      ("resumed_at", "NULL khi topic còn tạm dừng"),
      ("resumed_by", "Người cho chạy tiếp; NULL nếu do hợp đồng thay đổi"),
    ],
    privileges: ["SELECT", "INSERT", "UPDATE"])
}
