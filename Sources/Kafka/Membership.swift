internal import CRDKafka

/// A consumer as one of its group.
extension Consumer {
  /// Whether the group has this consumer as a member and no leave is on its way. Any thread; waits
  /// for librdkafka's own threads, never for the broker.
  public var isMember: Bool {
    client.isOpen { handle in
      guard let name = rd_kafka_memberid(handle) else { return false }
      defer { rd_kafka_mem_free(handle, name) }
      return name.pointee != 0
    }
  }

  /// How many members the group has, this consumer among them or not. Any thread; blocks for at most
  /// the time it is given.
  ///
  /// A static member counts until its session ends, also where its process has long ended.
  public func countMembers(timeoutMs: Int32) throws(KafkaError) -> Int {
    let context = "members of the group \(group)"
    return try client.answer(context, timeoutMs) { handle, queue, options in
      group.withCString { name in
        var names: [UnsafePointer<CChar>?] = [name]
        rd_kafka_DescribeConsumerGroups(handle, &names, 1, options, queue)
      }
    } read: { event throws(KafkaError) in
      var count = 0
      let groups = rd_kafka_DescribeConsumerGroups_result_groups(
        rd_kafka_event_DescribeConsumerGroups_result(event), &count)
      guard count > 0, let description = groups?.pointee else { return 0 }
      try check(
        rd_kafka_error_code(rd_kafka_ConsumerGroupDescription_error(description)), context)
      return rd_kafka_ConsumerGroupDescription_member_count(description)
    }
  }
}
