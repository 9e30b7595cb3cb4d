package dev.scopestream.cli.faults;

/**
 * A record on the prompts topic, and what must become of it.
 *
 * @param partition where it stands
 * @param text the fault-free run's; null: it must become a dead letter
 */
record Sent(int partition, long offset, String id, String text) {
    /** Place and id: a log that lost its end, or a topic made anew, has other prompts at the same places. */
    String source() {
        return source(partition, offset, id);
    }

    static String source(int partition, long offset, String id) {
        return partition + "-" + offset + " " + id;
    }

    boolean served() {
        return text != null;
    }
}
