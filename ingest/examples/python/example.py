"""Sends a prompt and a bad one, and prints the result and the dead letter.

    pip install confluent-kafka
    python example.py [BOOTSTRAP]
"""
import json
import sys
import time
import uuid

from confluent_kafka import Consumer, Producer

bootstrap = sys.argv[1] if len(sys.argv) > 1 else "localhost:9092"
run = uuid.uuid4().hex[:8]
good, bad = f"python-{run}", f"python-bad-{run}"

# murmur2 is Java's partitioner: all prompts of one id must come to one partition
producer = Producer({"bootstrap.servers": bootstrap, "partitioner": "murmur2_random", "enable.idempotence": True})
producer.produce("scope.prompts", key=good, value=json.dumps({"prompt": "Question_1: 3+5\n\n", "max_tokens": 64}))
producer.produce("scope.prompts", key=bad, value=json.dumps({"prompt": "Once", "max_tokens": 0}))
producer.flush()

consumer = Consumer({
    "bootstrap.servers": bootstrap,
    "group.id": f"example-{run}",
    "isolation.level": "read_committed",
    "auto.offset.reset": "earliest",
    "enable.auto.commit": False,
})
consumer.subscribe(["scope.results", "scope.prompts.dlq"])
waiting, deadline = {good, bad}, time.monotonic() + 120
while waiting and time.monotonic() < deadline:
    record = consumer.poll(1.0)
    if record is None or record.error() or record.key() is None:
        continue
    key = record.key().decode()
    if key not in waiting:
        continue
    waiting.remove(key)
    if record.topic() == "scope.results":
        print(f"result {key}: {json.loads(record.value())['text'].strip()}")
    else:
        headers = dict(record.headers() or [])
        print(f"dead letter {key}: {headers['scope-field'].decode()}: {headers['scope-reason'].decode()}")
consumer.close()
sys.exit(1 if waiting else 0)
