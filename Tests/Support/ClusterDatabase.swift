/// Databases on several nodes: on the Citus cluster that `TRUCD_TEST_CITUS_URL` names, by the URL of
/// its coordinator and a role that may create databases on all nodes. Where there is none, a database
/// of one node in which what a cluster refuses of a table is refused; `ClusterRules` tells what it
/// refuses of a statement.
public enum ClusterDatabase {
  public static let url = environment("TRUCD_TEST_CITUS_URL")

  /// What a test says that would also run on a cluster.
  public static let absence =
    "no Citus cluster; TRUCD_TEST_CITUS_URL=postgresql://ROLE@COORDINATOR/postgres names one "
    + "(deploy/docs/scaling.md)"

  /// Makes a database on each node of the cluster and tells the coordinator's of the others.
  static func make(_ name: String, at url: String) -> Bool {
    let nodes = nodes(at: url)
    let address = PostgresServer.url(url, database: name)
    // Newer releases make the database on all nodes by themselves; here each gets its own.
    let alone = "SET citus.enable_create_database_propagation = off"
    var isDone = run([alone, "CREATE DATABASE \(name)"], at: url)
    for node in nodes where node.group != "0" {
      isDone = isDone && run([alone, "CREATE DATABASE \(name)"], at: node.url(like: url))
      isDone = isDone && run(["CREATE EXTENSION citus"], at: node.url(like: address))
    }
    isDone = isDone && run(["CREATE EXTENSION citus"], at: address)
    for node in nodes {
      let call = node.group == "0" ? "citus_set_coordinator_host" : "citus_add_node"
      isDone = isDone && run(["SELECT \(call)('\(node.host)', \(node.port))"], at: address)
    }
    return isDone
  }

  public static func drop(_ name: String, at url: String) {
    for node in nodes(at: url).map({ $0.url(like: url) }) + [url] {
      _ = run(
        [
          "SET citus.enable_create_database_propagation = off",
          "DROP DATABASE IF EXISTS \(name) WITH (FORCE)",
        ], at: node)
    }
  }

  private struct Node {
    let host: String
    let port: String
    let group: String

    func url(like url: String) -> String {
      url + (url.contains("?") ? "&" : "?") + "host=\(host)&port=\(port)"
    }
  }

  private static func nodes(at url: String) -> [Node] {
    let sql = "SELECT nodename, nodeport, groupid FROM pg_dist_node WHERE noderole = 'primary'"
    return (PostgresServer.query([sql], at: url) ?? []).map {
      Node(host: $0[0], port: $0[1], group: $0[2])
    }
  }

  private static func run(_ statements: [String], at url: String) -> Bool {
    PostgresServer.query(statements, at: url) != nil
  }

  /// Stands in for Citus in a database of one node: refuses what Citus refuses of a table, and notes
  /// how each one is spread.
  static let standIn = """
    SET allow_system_table_mods = on;
    CREATE TABLE pg_catalog.pg_dist_partition (
      logicalrelid oid PRIMARY KEY, partmethod "char" NOT NULL, partkey text, beside text);
    CREATE FUNCTION pg_catalog.column_to_column_name(oid, text) RETURNS text
      LANGUAGE sql AS 'SELECT $2';
    CREATE FUNCTION pg_catalog.trucd_stand_in_check(name regclass, key text) RETURNS void
    LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = name AND NOT tgisinternal)
        OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = name)
        OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = name AND attidentity <> '')
        OR EXISTS (SELECT FROM pg_attrdef d JOIN pg_depend p ON p.objid = d.oid
          JOIN pg_class s ON s.oid = p.refobjid AND s.relkind = 'S' WHERE d.adrelid = name) THEN
        RAISE EXCEPTION 'trigger, rule, sequence or identity on %', name;
      END IF;
      IF key IS NOT NULL AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = name
        AND i.indisunique AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = name
          AND a.attname = key AND a.attnum = ANY (i.indkey))) THEN
        RAISE EXCEPTION 'a unique key of % lacks %', name, key;
      END IF;
      IF key IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = name
        AND a.attname = key) THEN
        RAISE EXCEPTION 'column % of % does not exist', key, name;
      END IF;
    END $$;
    CREATE FUNCTION pg_catalog.create_distributed_table(
      name regclass, key text, colocate_with text DEFAULT 'default') RETURNS void
    LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM trucd_stand_in_check(name, key);
      IF colocate_with <> 'default' AND NOT EXISTS (SELECT FROM pg_catalog.pg_dist_partition
        WHERE logicalrelid = colocate_with::regclass AND partkey = key) THEN
        RAISE EXCEPTION '% is not spread by %', colocate_with, key;
      END IF;
      INSERT INTO pg_catalog.pg_dist_partition VALUES (name, 'h', key, colocate_with);
    END $$;
    CREATE FUNCTION pg_catalog.create_reference_table(name regclass) RETURNS void
    LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM trucd_stand_in_check(name, NULL);
      INSERT INTO pg_catalog.pg_dist_partition VALUES (name, 'n', NULL, NULL);
    END $$;
    GRANT SELECT ON pg_catalog.pg_dist_partition TO PUBLIC
    """
}
