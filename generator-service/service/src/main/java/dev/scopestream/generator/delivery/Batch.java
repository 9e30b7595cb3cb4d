package dev.scopestream.generator.delivery;

import dev.scopestream.events.InvalidEventException;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.offsets.Change;
import dev.scopestream.generator.offsets.Claim;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What goes into one transaction, through all its tries. Belongs to the delivery thread. */
final class Batch {
    /** How much of a dead letter is left out so that it fits. */
    private enum Form {
        WHOLE,
        WITHOUT_VALUE,
        WITHOUT_KEY
    }

    private record Entry(Item.Final last, Form form, ProducerRecord<byte[], byte[]> record) {}

    private final Records records;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Item.Duplicate> duplicates = new ArrayList<>();
    private final List<Work> starts = new ArrayList<>();
    private final List<Item.GiveUp> giveUps = new ArrayList<>();
    private final List<Claim> givenUp = new ArrayList<>();
    private Set<Change> kept = Set.of();

    Batch(Records records) {
        this.records = records;
    }

    /** A result that breaks the contract's limits becomes a dead letter. */
    void add(Item.Final last) {
        if (last instanceof Item.Duplicate duplicate) {
            duplicates.add(duplicate);
        } else {
            entries.add(entry(last));
        }
    }

    private Entry entry(Item.Final last) {
        if (last instanceof Item.Result result) {
            try {
                return new Entry(last, Form.WHOLE, records.result(result));
            } catch (InvalidEventException e) {
                return entry(refused(result, e.getMessage()));
            }
        }
        return new Entry(last, Form.WHOLE, records.deadLetter((Item.Refused) last, true, true));
    }

    private static Item.Refused refused(Item.Result result, String reason) {
        return new Item.Refused(
                result.claim(),
                result.work().record(),
                "the result can't be delivered, ask for fewer tokens: " + reason,
                "max_tokens",
                result.event().attempt());
    }

    void start(Work work) {
        starts.add(work);
    }

    void add(Item.GiveUp giveUp) {
        giveUps.add(giveUp);
    }

    /** Gives up those of the started that lie in partitions to be given up and aren't finished here. */
    void giveUp(Collection<Claim> started) {
        Set<Claim> finished = finals().stream().map(Item.Final::claim).collect(Collectors.toSet());
        for (Item.GiveUp giveUp : giveUps) {
            started.stream()
                    .filter(c -> giveUp.partitions().contains(c.partition()) && !finished.contains(c))
                    .forEach(givenUp::add);
        }
    }

    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        finals().forEach(last -> changes.add(new Change(last.claim(), Change.Kind.DONE)));
        starts.forEach(w -> changes.add(new Change(w.claim(), Change.Kind.BEGUN)));
        givenUp.forEach(c -> changes.add(new Change(c, Change.Kind.RELEASED)));
        return changes;
    }

    /** These of the changes may still be made; final records of the others are dropped. */
    void keep(Set<Change> changes) {
        kept = changes;
        entries.removeIf(e -> !changes.contains(new Change(e.last.claim(), Change.Kind.DONE)));
        duplicates.removeIf(d -> !changes.contains(new Change(d.claim(), Change.Kind.DONE)));
    }

    boolean isKept(Change change) {
        return kept.contains(change);
    }

    List<ProducerRecord<byte[], byte[]>> records() {
        return entries.stream().map(e -> e.record).toList();
    }

    /**
     * The record of this index doesn't fit its topic: a result becomes a dead letter, a dead letter loses its value, then
     * its key.
     */
    void shrink(int index, String reason) {
        Entry entry = entries.get(index);
        if (entry.last instanceof Item.Result result) {
            entries.set(index, entry(refused(result, reason)));
            return;
        }
        Item.Refused refused = (Item.Refused) entry.last;
        Form form = entry.form == Form.WHOLE ? Form.WITHOUT_VALUE : Form.WITHOUT_KEY;
        entries.set(index, new Entry(refused, form, records.deadLetter(refused, false, form != Form.WITHOUT_KEY)));
    }

    List<Item.Final> finals() {
        return Stream.concat(entries.stream().map(e -> e.last), duplicates.stream())
                .toList();
    }

    List<Work> starts() {
        return starts;
    }

    List<Claim> givenUp() {
        return givenUp;
    }

    /** Whoever waits for a partition's giving up can go on. */
    void done() {
        giveUps.forEach(g -> g.done().complete(null));
    }
}
