import Glibc
import Support
import Warehouse

@testable import PostgresWarehouse

/// Databases on several nodes: on the Citus cluster that `TRUCD_TEST_CITUS_URL` names, by the URL of
/// its coordinator and a role that may create databases on all nodes.
enum ClusterDatabase {
  static let url: String? = getenv("TRUCD_TEST_CITUS_URL").map { String(cString: $0) }

  /// Makes a database on each node of the cluster and tells the coordinator's of the others.
  static func make(_ name: String, at url: String) throws {
    let coordinator = try TestWarehouse.connection(to: url)
    defer { coordinator.close() }
    let nodes = try coordinator.run(
      "SELECT nodename, nodeport, groupid FROM pg_dist_node WHERE noderole = 'primary'"
    ).rows
    // Newer releases make the database on all nodes by themselves; here each gets its own.
    try coordinator.run("SET citus.enable_create_database_propagation = off")
    try coordinator.run("CREATE DATABASE \(name)")
    for node in nodes where node[2] != "0" {
      let worker = try TestWarehouse.connection(to: at(url, host: node[0], port: node[1]))
      try worker.run("CREATE DATABASE \(name)")
      worker.close()
      let inside = try TestWarehouse.connection(
        to: PostgresServer.url(at(url, host: node[0], port: node[1]), database: name))
      try inside.run("CREATE EXTENSION citus")
      inside.close()
    }
    let inside = try TestWarehouse.connection(to: PostgresServer.url(url, database: name))
    defer { inside.close() }
    try inside.run("CREATE EXTENSION citus")
    for node in nodes {
      let place = "\(SQLText.literal(node[0] ?? "")), \(node[1] ?? "")"
      try inside.run(
        node[2] == "0"
          ? "SELECT citus_set_coordinator_host(\(place))" : "SELECT citus_add_node(\(place))")
    }
  }

  private static func at(_ url: String, host: String?, port: String?) -> String {
    url + (url.contains("?") ? "&" : "?") + "host=\(host ?? "")&port=\(port ?? "")"
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
