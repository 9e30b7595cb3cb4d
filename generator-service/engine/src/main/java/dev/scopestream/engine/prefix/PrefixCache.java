package dev.scopestream.engine.prefix;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStatistics;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.engine.program.PromptScratch;
import dev.scopestream.engine.program.PromptTransfer;
import dev.scopestream.engine.program.SavedPrompt;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Beginnings of prompts as a prefill leaves them, for prompts that begin alike. A beginning is kept when a second prompt
 * has it. It ends where a chunk does, and chunks end at the same places in every prompt: so a prompt that goes on from it
 * computes exactly what it would have computed without. The least recently used go when there are too many bytes.
 */
public final class PrefixCache implements AutoCloseable {
    private static final long REMEMBERED_TOKENS = 1 << 20;

    private static final class Entry {
        private final int[] tokens;
        private final SavedPrompt prompt;

        Entry(int[] tokens, SavedPrompt prompt) {
            this.tokens = tokens;
            this.prompt = prompt;
        }
    }

    private final PromptTransfer transfer;
    private final String kind;
    private final long mostBytes;
    /** Most recently used last. */
    private final List<Entry> entries = new ArrayList<>();

    private final RecentPrompts recent = new RecentPrompts(REMEMBERED_TOKENS);
    private PrefixStore store = PrefixStore.none();
    private final Set<String> names = new HashSet<>();
    private volatile PrefixStatistics statistics = PrefixStatistics.none();

    /** @param chunk where chunks end: at its multiples */
    public PrefixCache(PromptTransfer transfer, ModelInfo model, int chunk, long mostBytes) {
        this.transfer = transfer;
        this.kind = model.weightsDigest() + "/" + model.dtype() + "/" + chunk;
        this.mostBytes = mostBytes;
    }

    /** Looks there for what isn't in memory, and puts there what is kept. */
    public void behind(PrefixStore value) {
        store = value;
        names.clear();
        names.addAll(value.names());
    }

    public boolean enabled() {
        return mostBytes > 0;
    }

    /**
     * Puts what is there of a prompt's beginning into its scratch.
     *
     * @param ends where the prompt's chunks end, ascending, its own end left out
     * @param scored whether all of its queries score the prompt
     * @return how many tokens; one of the ends, or 0
     */
    public int reuse(int[] prompt, List<Integer> ends, boolean scored, PromptScratch scratch) {
        Entry best = null;
        int most = 0;
        for (Entry entry : entries) {
            int usable = usable(entry, prompt, ends, scored);
            if (usable > most) {
                most = usable;
                best = entry;
            }
        }
        Optional<Entry> loaded = load(prompt, ends, most, scored);
        if (loaded.isPresent()) {
            best = loaded.get();
            most = best.tokens.length;
        }
        if (best != null) {
            transfer.paste(best.prompt, most, scratch, scored);
            entries.remove(best);
            entries.add(best);
        }
        int hit = best == null ? 0 : 1;
        count(hit, 1 - hit, most, 0, 0, 0);
        trim();
        return most;
    }

    /**
     * How much of the prompt an entry has: with scores all or nothing, as they are sums over its queries. Prompts without
     * scores go through another kernel, which rounds otherwise: neither kind takes what the other has.
     */
    private static int usable(Entry entry, int[] prompt, List<Integer> ends, boolean scored) {
        int common = RecentPrompts.common(prompt, entry.tokens);
        if (entry.prompt.scored() != scored) {
            return 0;
        }
        boolean all = common == entry.tokens.length && ends.contains(common);
        return scored && !all ? 0 : last(ends, common);
    }

    private static int last(List<Integer> ends, int most) {
        return ends.stream()
                .filter(end -> end <= most)
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    private Optional<Entry> load(int[] prompt, List<Integer> ends, int above, boolean scored) {
        if (names.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, String> candidates = PrefixName.of(prompt, ends, kind(scored));
        for (int i = ends.size() - 1; i >= 0 && ends.get(i) > above; i--) {
            String name = candidates.get(ends.get(i));
            Optional<Entry> entry =
                    names.contains(name) ? load(name, Arrays.copyOf(prompt, ends.get(i)), scored) : Optional.empty();
            if (entry.isPresent()) {
                return entry;
            }
        }
        return Optional.empty();
    }

    private Optional<Entry> load(String name, int[] tokens, boolean scored) {
        Optional<ByteBuffer> bytes = store.load(name);
        Optional<List<ByteBuffer>> parts =
                bytes.flatMap(b -> PrefixCodec.decode(b, tokens, transfer.partBytes(tokens.length, scored)));
        if (parts.isEmpty()) {
            names.remove(name);
            if (bytes.isPresent()) {
                store.drop(name);
                count(0, 0, 0, 0, 0, 1);
            }
            return Optional.empty();
        }
        Entry entry = new Entry(tokens, transfer.of(tokens.length, parts.get()));
        entries.add(entry);
        count(0, 0, 0, 1, 1, 0);
        return Optional.of(entry);
    }

    private String kind(boolean scored) {
        return kind + (scored ? "/scored" : "");
    }

    /** Where the beginning ends that shall be kept of this prompt, which another one shares; 0: none. */
    public int worth(int[] prompt, List<Integer> ends, boolean scored) {
        int end = last(ends, recent.shared(prompt));
        boolean there = entries.stream().anyMatch(entry -> usable(entry, prompt, ends, scored) >= end);
        long bytes = transfer.partBytes(end, scored).stream()
                .mapToLong(Long::longValue)
                .sum();
        return there || bytes > mostBytes ? 0 : end;
    }

    /** Keeps the first {@code tokens} tokens of a prompt, which went through the model and no others did. */
    public void keep(int[] prompt, int tokens, boolean scored, PromptScratch scratch) {
        int[] beginning = Arrays.copyOf(prompt, tokens);
        Entry entry = new Entry(beginning, transfer.cut(scratch, tokens, scored));
        entries.add(entry);
        count(0, 0, 0, 1, 0, 0);
        trim();
        if (store != PrefixStore.none()) {
            String name =
                    PrefixName.of(beginning, List.of(tokens), kind(scored)).get(tokens);
            if (names.add(name)) {
                store.save(name, PrefixCodec.encode(beginning, transfer.bytes(entry.prompt)));
            }
        }
    }

    private void trim() {
        while (bytes() > mostBytes && entries.size() > 1) {
            entries.remove(0).prompt.close();
        }
        count(0, 0, 0, 0, 0, 0);
    }

    private long bytes() {
        return entries.stream().mapToLong(entry -> entry.prompt.bytes()).sum();
    }

    private void count(int hits, int misses, int tokens, int stored, int loaded, int rejected) {
        PrefixStatistics s = statistics;
        statistics = new PrefixStatistics(
                s.hits() + hits,
                s.misses() + misses,
                s.reusedTokens() + tokens,
                s.stored() + stored,
                s.loaded() + loaded,
                s.rejected() + rejected,
                bytes());
    }

    public PrefixStatistics statistics() {
        return statistics;
    }

    @Override
    public void close() {
        entries.forEach(entry -> entry.prompt.close());
        entries.clear();
    }
}
