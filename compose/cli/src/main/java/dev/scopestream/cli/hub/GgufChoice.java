package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.CliException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model in GGUF, in one file or in several.
 *
 * @param stem the files' path without the part's number and the ending
 */
record GgufChoice(String stem, List<HubFile> parts) {
    private static final Pattern FILE = Pattern.compile("(.+?)(?:-(\\d{5})-of-(\\d{5}))?\\.gguf");
    private static final Pattern QUANTISATION =
            Pattern.compile("(?:IQ|Q|TQ)\\d[A-Za-z0-9_]*|B?F16|F32|MXFP4[A-Za-z0-9_]*", Pattern.CASE_INSENSITIVE);
    /** Encoders of pictures and sounds, which come beside a model. */
    private static final Pattern NO_TEXT_MODEL = Pattern.compile("(?i).*(?:^|/)[^/]*mmproj[^/]*");

    static List<GgufChoice> among(List<HubFile> files, Patterns patterns) {
        Map<String, List<HubFile>> byStem = new TreeMap<>();
        for (HubFile file : files) {
            Matcher name = FILE.matcher(file.path());
            if (name.matches() && !NO_TEXT_MODEL.matcher(file.path()).matches() && patterns.match(file)) {
                byStem.computeIfAbsent(name.group(1), stem -> new ArrayList<>()).add(file);
            }
        }
        return byStem.entrySet().stream()
                .map(entry -> new GgufChoice(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    /** The quantisation by the file's name, else the name. */
    String name() {
        String file = stem.substring(stem.lastIndexOf('/') + 1);
        Matcher matcher = QUANTISATION.matcher(file);
        String last = "";
        while (matcher.find()) {
            last = matcher.group();
        }
        return last.isEmpty() ? file : last;
    }

    /** @throws CliException when parts are missing */
    GgufChoice requireWhole(String model) {
        Matcher name = FILE.matcher(parts.get(0).path());
        int of = name.matches() && name.group(3) != null ? Integer.parseInt(name.group(3)) : 1;
        if (of != parts.size()) {
            throw new CliException(
                    model + ": of the " + of + " parts of " + stem + " there are, or match, only " + parts.size());
        }
        return this;
    }

    @Override
    public String toString() {
        long bytes = parts.stream().mapToLong(HubFile::bytes).sum();
        return name() + " (" + Amounts.bytes((double) bytes) + ")";
    }
}
