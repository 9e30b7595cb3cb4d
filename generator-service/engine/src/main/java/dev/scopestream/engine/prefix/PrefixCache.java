package dev.scopestream.engine.prefix;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStatistics;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.engine.prefix.PrefixMemory.Prefix;
import dev.scopestream.engine.program.PromptScratch;
import dev.scopestream.engine.program.PromptTransfer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Prefilled prefixes of prompts, in memory and in a store, for prompts with the same prefix. A prefix is kept when a second
 * prompt has it. It ends at the end of a chunk, and chunks end at the same positions in every prompt: a prompt that reuses a
 * prefix computes exactly the numbers that it would compute without.
 */
public final class PrefixCache implements AutoCloseable {
    private static final long REMEMBERED_TOKENS = 1 << 20;

    private final PromptTransfer transfer;
    private final String kind;
    private final IntUnaryOperator rotation;
    private final PrefixMemory memory;
    private final RecentPrompts recent = new RecentPrompts(REMEMBERED_TOKENS);
    private final Set<String> storedNames = new HashSet<>();
    private PrefixStore store = PrefixStore.none();
    private volatile PrefixStatistics statistics = PrefixStatistics.none();

    /**
     * An empty cache.
     *
     * @param rotation of a prompt's tokens, by its length: {@link
     *     dev.scopestream.engine.checkpoint.ModelConfig.Attention#rotationLength}
     * @param chunk tokens of a chunk: chunks end at its multiples
     * @param mostBytes in memory; 0: nothing is kept
     */
    public PrefixCache(PromptTransfer transfer, ModelInfo model, IntUnaryOperator rotation, int chunk, long mostBytes) {
        this.transfer = transfer;
        this.rotation = rotation;
        this.kind = model.weightsDigest() + "/" + model.dtype() + "/" + chunk;
        this.memory = new PrefixMemory(mostBytes);
    }

    /** Uses a store: for prefixes that aren't in memory, and for prefixes that are kept from now on. */
    public void use(PrefixStore value) {
        store = value;
        storedNames.clear();
        storedNames.addAll(value.names());
    }

    public boolean enabled() {
        return memory.mostBytes() > 0;
    }

    /**
     * Copies the longest kept prefix of a prompt into its scratch.
     *
     * @param ends ends of the prompt's chunks, ascending, without the last
     * @param scored whether all queries of the prompt score it
     * @return its number of tokens; one of the ends, or 0
     */
    public int reuse(int[] prompt, List<Integer> ends, boolean scored, PromptScratch scratch) {
        Prefix best = null;
        int most = 0;
        for (Prefix prefix : memory.all()) {
            int usable = prefix.usable(prompt, rotation(prompt), ends, scored);
            if (usable > most) {
                most = usable;
                best = prefix;
            }
        }
        Optional<Prefix> loaded = load(prompt, ends, most, scored);
        if (loaded.isPresent()) {
            best = loaded.get();
            most = best.length();
        }
        if (best != null) {
            transfer.paste(best.prompt(), most, scratch, scored);
            memory.touch(best);
        }
        memory.trim();
        int hit = best == null ? 0 : 1;
        count(new PrefixStatistics(hit, 1 - hit, most, 0, 0, 0, 0));
        return most;
    }

    private Optional<Prefix> load(int[] prompt, List<Integer> ends, int above, boolean scored) {
        if (storedNames.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, String> candidates = PrefixName.of(prompt, ends, kind(scored, rotation(prompt)));
        for (int i = ends.size() - 1; i >= 0 && ends.get(i) > above; i--) {
            String name = candidates.get(ends.get(i));
            Optional<Prefix> prefix = storedNames.contains(name)
                    ? load(name, Arrays.copyOf(prompt, ends.get(i)), rotation(prompt), scored)
                    : Optional.empty();
            if (prefix.isPresent()) {
                return prefix;
            }
        }
        return Optional.empty();
    }

    private Optional<Prefix> load(String name, int[] tokens, int rotated, boolean scored) {
        Optional<ByteBuffer> bytes = store.load(name);
        Optional<List<ByteBuffer>> parts =
                bytes.flatMap(b -> PrefixCodec.decode(b, tokens, transfer.partBytes(tokens.length, scored)));
        if (parts.isEmpty()) {
            storedNames.remove(name);
            if (bytes.isPresent()) {
                store.drop(name);
                count(new PrefixStatistics(0, 0, 0, 0, 0, 1, 0));
            }
            return Optional.empty();
        }
        Prefix prefix = new Prefix(tokens, rotated, transfer.of(tokens.length, parts.get()));
        memory.add(prefix);
        count(new PrefixStatistics(0, 0, 0, 1, 1, 0, 0));
        return Optional.of(prefix);
    }

    private int rotation(int[] prompt) {
        return rotation.applyAsInt(prompt.length);
    }

    private String kind(boolean scored, int rotated) {
        return kind + (scored ? "/scored" : "") + (rotated == 0 ? "" : "/rotated" + rotated);
    }

    /** The number of first tokens to keep of this prompt, which a recent one shares; 0: none. */
    public int tokensToKeep(int[] prompt, List<Integer> ends, boolean scored) {
        int end = PrefixMemory.lastEnd(ends, recent.shared(prompt));
        int rotated = rotation(prompt);
        boolean kept = memory.all().stream().anyMatch(prefix -> prefix.usable(prompt, rotated, ends, scored) >= end);
        long bytes = transfer.partBytes(end, scored).stream()
                .mapToLong(Long::longValue)
                .sum();
        return kept || bytes > memory.mostBytes() ? 0 : end;
    }

    /** Keeps the first {@code tokens} tokens of a prompt, from a scratch that no later token went through. */
    public void keep(int[] prompt, int tokens, boolean scored, PromptScratch scratch) {
        int[] prefixTokens = Arrays.copyOf(prompt, tokens);
        Prefix prefix = new Prefix(prefixTokens, rotation(prompt), transfer.cut(scratch, tokens, scored));
        memory.add(prefix);
        memory.trim();
        count(new PrefixStatistics(0, 0, 0, 1, 0, 0, 0));
        if (store != PrefixStore.none()) {
            String name = PrefixName.of(prefixTokens, List.of(tokens), kind(scored, rotation(prompt)))
                    .get(tokens);
            if (storedNames.add(name)) {
                store.save(name, PrefixCodec.encode(prefixTokens, transfer.bytes(prefix.prompt())));
            }
        }
    }

    private void count(PrefixStatistics more) {
        statistics = statistics.plus(more, memory.bytes());
    }

    /** As of the last call on the decode thread. */
    public PrefixStatistics statistics() {
        return statistics;
    }

    @Override
    public void close() {
        memory.close();
    }
}
