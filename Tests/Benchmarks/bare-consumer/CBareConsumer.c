#include "CBareConsumer.h"

#include <librdkafka/rdkafka.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static rd_kafka_t *make_consumer(const char *bootstrap) {
  const char *properties[][2] = {
      {"bootstrap.servers", bootstrap},
      {"group.id", "bench-bare"},
      {"enable.auto.commit", "false"},
      {"check.crcs", "true"},
      {"isolation.level", "read_committed"},
  };
  rd_kafka_conf_t *configuration = rd_kafka_conf_new();
  for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
    if (rd_kafka_conf_set(configuration, properties[i][0], properties[i][1], NULL, 0) !=
        RD_KAFKA_CONF_OK) {
      rd_kafka_conf_destroy(configuration);
      return NULL;
    }
  }
  rd_kafka_t *consumer = rd_kafka_new(RD_KAFKA_CONSUMER, configuration, NULL, 0);
  if (consumer) rd_kafka_poll_set_consumer(consumer);
  return consumer;
}

static double read_all(rd_kafka_t *consumer, int64_t count) {
  double first = 0;
  while (count > 0) {
    rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, 30000);
    if (!message) return -1;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (first == 0) first = now();
      count--;
    }
    rd_kafka_message_destroy(message);
  }
  return now() - first;
}

double bare_consumer_read(
    const char *bootstrap, const char *topic, int32_t partitions, int64_t count) {
  rd_kafka_t *consumer = make_consumer(bootstrap);
  if (!consumer) return -1;
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(partitions);
  for (int32_t partition = 0; partition < partitions; partition++) {
    rd_kafka_topic_partition_list_add(list, topic, partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
  }
  rd_kafka_assign(consumer, list);
  rd_kafka_topic_partition_list_destroy(list);
  double seconds = read_all(consumer, count);
  rd_kafka_consumer_close(consumer);
  rd_kafka_destroy(consumer);
  return seconds;
}
