// Sends a prompt and a bad one, and prints the result and the dead letter: npm install && node example.js [BOOTSTRAP]
import { randomUUID } from "node:crypto";
import { Kafka, Partitioners, logLevel } from "kafkajs";

const bootstrap = process.argv[2] ?? "localhost:9092";
const run = randomUUID().slice(0, 8);
const good = `node-${run}`;
const bad = `node-bad-${run}`;
const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.ERROR });

// the default partitioner is Java's: all prompts of one id must come to one partition
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await producer.connect();
await producer.send({
  topic: "scope.prompts",
  messages: [
    { key: good, value: JSON.stringify({ prompt: "Question_1: 3+5\n\n", max_tokens: 64 }) },
    { key: bad, value: JSON.stringify({ prompt: "Once", max_tokens: 0 }) },
  ],
});
await producer.disconnect();

// committed records only, unless readUncommitted is set
const consumer = kafka.consumer({ groupId: `example-${run}` });
await consumer.connect();
await consumer.subscribe({ topics: ["scope.results", "scope.prompts.dlq"], fromBeginning: true });
const waiting = new Set([good, bad]);
const late = setTimeout(() => process.exit(1), 120_000);
await consumer.run({
  autoCommit: false,
  eachMessage: async ({ topic, message }) => {
    const key = message.key?.toString();
    if (!waiting.delete(key)) return;
    if (topic === "scope.results") {
      console.log(`result ${key}: ${JSON.parse(message.value.toString()).text.trim()}`);
    } else {
      console.log(`dead letter ${key}: ${message.headers["scope-field"]}: ${message.headers["scope-reason"]}`);
    }
    if (waiting.size === 0) {
      clearTimeout(late);
      setImmediate(() => consumer.disconnect().then(() => process.exit(0)));
    }
  },
});
