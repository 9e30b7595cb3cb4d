package dev.scopestream.cli.faults;

/**
 * A record on the prompts topic, and what must become of it.
 *
 * @param partition where it stands
 * @param text the fault-free run's; null: it must become a dead letter
 */
record Sent(int partition, long offset, String id, String text) {
    String source() {
        return partition + "-" + offset;
    }

    boolean served() {
        return text != null;
    }
}
