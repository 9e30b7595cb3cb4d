package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses what is fetched of a repository. Only names that are known to be data are: weights in safetensors, else one
 * quantisation in GGUF, and the JSON, templates and texts that belong to them. So nothing that runs when it is read (pickles,
 * Python) ever comes to this machine.
 */
final class Selector {
    private static final Set<String> DATA = Set.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "chat_template.json",
            SafetensorsIndex.NAME);
    private static final Pattern TEXT =
            Pattern.compile("README\\.md|(?:LICEN[SC]E|NOTICE|USE_POLICY)(?:\\.(?:md|txt))?");
    private static final Pattern PICKLE = Pattern.compile(".*\\.(?:bin|pt|pth|pkl|pickle|ckpt|h5|msgpack)");
    /** Beyond what any real file of configuration has. */
    private static final long MOST_DATA_BYTES = 128 << 20;

    private static final int SHOWN = 20;

    private final String model;
    private final List<HubFile> files;
    private final Patterns patterns;

    /** @param patterns of weights; none: all */
    Selector(String model, List<HubFile> files, Patterns patterns) {
        this.model = model;
        this.files = files.stream().filter(HubFile::isPlain).toList();
        this.patterns = patterns;
    }

    /** The index of safetensors in several files, if that is what there is. */
    Optional<HubFile> index() {
        return atTop(SafetensorsIndex.SINGLE).isPresent() ? Optional.empty() : atTop(SafetensorsIndex.NAME);
    }

    /**
     * @param shards the files that the index names; empty: there is no index
     * @throws CliException when there is nothing to choose, or too much
     */
    Selection select(Set<String> shards) {
        List<HubFile> safetensors = safetensors(shards);
        List<HubFile> wanted = safetensors.stream().filter(patterns::match).toList();
        if (!wanted.isEmpty()) {
            if (wanted.size() < safetensors.size()) {
                throw new CliException(model + ": " + patterns + " matches only " + wanted.size() + " of the "
                        + safetensors.size() + " files that the weights consist of");
            }
            return complete("safetensors", safetensors, DATA);
        }
        List<GgufChoice> choices = GgufChoice.among(files, patterns);
        if (choices.size() == 1) {
            GgufChoice choice = choices.get(0).requireWhole(model);
            return complete("GGUF " + choice.name(), choice.parts(), Set.of());
        }
        throw choices.isEmpty() ? nothing() : several(choices);
    }

    private List<HubFile> safetensors(Set<String> shards) {
        if (shards.isEmpty()) {
            return atTop(SafetensorsIndex.SINGLE).stream().toList();
        }
        List<HubFile> found = new ArrayList<>();
        for (String shard : shards) {
            found.add(atTop(shard)
                    .orElseThrow(() -> new CliException(model + ": its index names the file "
                            + Terminal.oneLine(shard, 100) + ", which isn't there")));
        }
        return found;
    }

    private Selection complete(String form, List<HubFile> weights, Set<String> data) {
        List<HubFile> all = new ArrayList<>(weights);
        files.stream()
                .filter(HubFile::isAtTop)
                .filter(file ->
                        data.contains(file.name()) || TEXT.matcher(file.name()).matches())
                .filter(file -> !weights.contains(file))
                .forEach(all::add);
        for (String needed : List.of("config.json", "tokenizer.json")) {
            if (data.contains(needed)
                    && all.stream().noneMatch(file -> file.name().equals(needed))) {
                throw new CliException(model + " has no " + needed + ", without which its safetensors can't be used");
            }
        }
        for (HubFile file : all.subList(weights.size(), all.size())) {
            if (file.bytes() > MOST_DATA_BYTES) {
                throw new CliException(model + ": " + file.name() + " has " + file.bytes() + " bytes, and "
                        + MOST_DATA_BYTES + " at most are taken");
            }
        }
        if (all.stream().map(HubFile::name).distinct().count() < all.size()) {
            throw new CliException(model + ": two of its files have the same name in different folders");
        }
        return new Selection(form, all);
    }

    private CliException several(List<GgufChoice> choices) {
        String list = choices.stream().limit(SHOWN).map(GgufChoice::toString).collect(Collectors.joining(", "));
        String more = choices.size() > SHOWN ? " and " + (choices.size() - SHOWN) + " more" : "";
        return new CliException(model + " holds several models in GGUF: choose one by --include PATTERN, such as"
                + " --include '*" + choices.get(0).name() + "*': " + list + more);
    }

    private CliException nothing() {
        List<HubFile> weights = Stream.of(".safetensors", ".gguf")
                .flatMap(end -> files.stream().filter(file -> lower(file).endsWith(end)))
                .toList();
        if (!patterns.isEmpty() && !weights.isEmpty()) {
            return new CliException(
                    model + ": no weights that can be used match " + patterns + "; there are: " + names(weights));
        }
        List<HubFile> pickles = files.stream()
                .filter(file -> PICKLE.matcher(lower(file)).matches())
                .toList();
        if (weights.isEmpty() && !pickles.isEmpty()) {
            return new CliException(model + " has no weights in safetensors or GGUF, only files such as "
                    + names(pickles) + ": those can run code when they are read, and are not fetched."
                    + " Look for a conversion to safetensors");
        }
        return new CliException(model + " has no weights that can be used: model.safetensors, "
                + SafetensorsIndex.NAME + " with its files, or a GGUF file"
                + (weights.isEmpty() ? "" : "; there are: " + names(weights)));
    }

    private static String names(List<HubFile> some) {
        String list = some.stream().limit(5).map(HubFile::path).collect(Collectors.joining(", "));
        return some.size() > 5 ? list + ", ..." : list;
    }

    private static String lower(HubFile file) {
        return file.path().toLowerCase(Locale.ROOT);
    }

    private Optional<HubFile> atTop(String name) {
        return files.stream().filter(file -> file.path().equals(name)).findFirst();
    }
}
