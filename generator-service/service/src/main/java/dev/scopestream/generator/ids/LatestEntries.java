package dev.scopestream.generator.ids;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * A map of the entries written last, of a fixed number. Exactly the oldest one goes: a cache that evicts by frequency of
 * use (Caffeine's W-TinyLFU) may drop the newest entry, which is the one whose repetition is most likely. Not
 * thread-safe.
 */
public final class LatestEntries<K, V> {
    private final LinkedHashMap<K, V> entries = new LinkedHashMap<>();
    private final int most;

    /** @param most number of entries */
    public LatestEntries(int most) {
        this.most = most;
    }

    /** Writes an entry, merged with the present one where there is one; it's the newest now. */
    public void merge(K key, V value, BinaryOperator<V> merger) {
        V before = entries.remove(key);
        entries.put(key, before == null ? value : merger.apply(before, value));
        Iterator<Map.Entry<K, V>> oldest = entries.entrySet().iterator();
        while (entries.size() > most) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Null: there is none. */
    public V get(K key) {
        return entries.get(key);
    }

    public int size() {
        return entries.size();
    }
}
