package dev.scopestream.client.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.AnswerKind;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Template;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The right outputs are what the prompts ask for, read and followed by code of this test's own. */
class LongProcTest {
    private static final Pattern CONNECTION = Pattern.compile("From (\\w+) a (\\w+) goes to (\\w+)\\.");
    private static final Pattern ASKED = Pattern.compile("The route from (\\w+) to (\\w+):\\s*$");
    private static final Pattern TRY = Pattern.compile("(\\d+) ([-+*/]) (\\d+)(?: = (\\d+))?: (.*)");

    @TempDir
    private Path directory;

    static List<LongProc.Form> forms() {
        return LongProc.Form.all();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void shouldMakeTheSameDocumentsOfTheirSizeFromASeed(LongProc.Form form) {
        Dataset set = LongProc.dataset(form, 7, 5);
        assertThat(set.name()).isEqualTo(form.name());
        assertThat(LongProc.Form.named(form.name())).contains(form);
        assertThat(LongProc.dataset(form, 7, 3).documents())
                .isEqualTo(set.documents().subList(0, 3));
        assertThat(LongProc.dataset(form, 8, 5).documents()).isNotEqualTo(set.documents());
        assertThat(set.documents().stream().map(Document::output).distinct()).hasSize(5);
        for (Document document : set.documents()) {
            assertThat(document.output().length() / 4.0).isLessThan(form.size().tokens());
            assertThat(document.output().length() / 1.2)
                    .isGreaterThan(form.size().tokens() / 3.0);
            PromptEvent prompt = set.prompt(document, Template.NONE).id("a").build();
            assertThat(EventCodec.PROMPT
                            .decode(EventCodec.PROMPT.encode(prompt))
                            .reference()
                            .kind())
                    .isEqualTo(AnswerKind.PROCEDURE);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void shouldAskForWhatIsRight(LongProc.Form form) {
        for (Document document : LongProc.dataset(form, 3, 8).documents()) {
            switch (form.task()) {
                case PATH_TRAVERSAL -> assertRoute(document);
                case COUNTDOWN -> assertSearch(document);
                case PROGRAM_TRACE -> assertThat(trace(document.prompt())).isEqualTo(document.output());
            }
        }
    }

    private static String task(Document document, String after) {
        return document.prompt().substring(document.prompt().lastIndexOf(after) + after.length());
    }

    private static void assertRoute(Document document) {
        String task = task(document, "Now the connections are:\n");
        Map<String, String[]> next = new HashMap<>();
        Matcher m = CONNECTION.matcher(task);
        while (m.find()) {
            assertThat(next.put(m.group(1), new String[] {m.group(2), m.group(3)}))
                    .as("one connection on from " + m.group(1))
                    .isNull();
        }
        Matcher asked = ASKED.matcher(task);
        assertThat(asked.find()).isTrue();
        StringBuilder route = new StringBuilder("<Route>\n");
        for (String at = asked.group(1); !at.equals(asked.group(2)); at = next.get(at)[1]) {
            route.append("From %s, take a %s to %s.\n".formatted(at, next.get(at)[0], next.get(at)[1]));
        }
        assertThat(document.output()).isEqualTo(route.append("</Route>\n").toString());
    }

    /** Each try is a right sum, and the solution's equations are among the tries. */
    private static void assertSearch(Document document) {
        String task = task(document, "Now it is your turn.\n");
        List<Integer> numbers = Arrays.stream(
                        task.substring(task.indexOf('[') + 1, task.indexOf(']')).split(", ", -1))
                .map(Integer::valueOf)
                .toList();
        int target =
                Integer.parseInt(task.substring(task.indexOf("Target: ") + 8).strip());
        Set<String> tried = new HashSet<>();
        List<String> lines = document.output().lines().toList();
        assertThat(lines.get(0)).isEqualTo("# Search");
        int solution = lines.indexOf("<Solution>");
        for (String line : lines.subList(1, solution)) {
            Matcher m = TRY.matcher(line.strip());
            assertThat(m.matches()).as(line).isTrue();
            int a = Integer.parseInt(m.group(1));
            int b = Integer.parseInt(m.group(3));
            assertThat(a).isGreaterThanOrEqualTo(b);
            double result =
                    switch (m.group(2).charAt(0)) {
                        case '+' -> a + b;
                        case '-' -> a - b;
                        case '*' -> (double) a * b;
                        default -> (double) a / b;
                    };
            boolean dropped = m.group(4) == null;
            assertThat(dropped).as(line).isEqualTo(!(result <= 2000 && result == Math.rint(result)));
            if (!dropped) {
                assertThat(Integer.parseInt(m.group(4))).as(line).isEqualTo((int) result);
                tried.add(a + " " + m.group(2) + " " + b + " = " + m.group(4));
            }
        }
        assertThat(lines.get(solution - 1)).endsWith(" = " + target + ": found");
        List<String> equations = lines.subList(solution + 1, lines.size() - 1);
        assertThat(tried).containsAll(equations);
        assertThat(equations).hasSize(numbers.size() - 1);
        assertThat(equations.get(equations.size() - 1)).endsWith(" = " + target);
    }

    /** Runs the program line by line. */
    private static String trace(String prompt) {
        String begin = "Now the program is:\n";
        List<String> program = prompt.substring(prompt.lastIndexOf(begin) + begin.length())
                .lines()
                .takeWhile(line -> !line.equals("Its run:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .toList();
        int[] values = new int[26];
        StringBuilder trace = new StringBuilder("<Trace>\n");
        for (int at = 0; at < program.size(); at++) {
            if (program.get(at).startsWith("repeat ")) {
                int turns = Integer.parseInt(program.get(at).split(" ", -1)[1]);
                int end = at + program.subList(at, program.size()).indexOf("end");
                for (int turn = 0; turn < turns; turn++) {
                    for (int line = at + 1; line < end; line++) {
                        run(line, program.get(line), values, trace);
                    }
                }
                at = end;
            } else {
                run(at, program.get(at), values, trace);
            }
        }
        return trace.append("</Trace>\n").toString();
    }

    private static void run(int line, String text, int[] values, StringBuilder trace) {
        String[] words = text.split(" ", -1);
        boolean first = words[0].equals("set") || words[0].equals("multiply");
        char name = words[first ? 1 : 3].charAt(0);
        String other = words[first ? 3 : 1];
        int operand = Character.isDigit(other.charAt(0)) ? Integer.parseInt(other) : values[other.charAt(0) - 'a'];
        int now = values[name - 'a'];
        int result =
                switch (words[0]) {
                    case "set" -> operand;
                    case "add" -> now + operand;
                    case "subtract" -> now - operand;
                    default -> now * operand;
                };
        values[name - 'a'] = Math.floorMod(result, 100);
        trace.append("%d: %c = %d%n".formatted(line + 1, name, values[name - 'a']));
    }

    @Test
    void shouldComeBackFromAFile() {
        Dataset set = LongProc.dataset(LongProc.Form.named("countdown_tiny").orElseThrow(), 1, 4);
        Path file = directory.resolve("countdown_tiny.jsonl.gz");
        DatasetFile.write(set, file);
        Dataset read = DatasetFile.read(file).dataset();
        assertThat(read.kind()).isEqualTo(AnswerKind.PROCEDURE);
        assertThat(read.documents().stream().map(Document::answers))
                .isEqualTo(set.documents().stream().map(Document::answers).toList());
        assertThat(read.documents().stream().map(Document::prompt))
                .isEqualTo(set.documents().stream().map(Document::prompt).toList());
    }
}
