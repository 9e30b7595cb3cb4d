package dev.scopestream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the program makes of nothing, it makes where the tensors are that it works with: a GPU refuses mixtures. */
class ProgramDevicesTest {
    private static final Pattern CREATION =
            Pattern.compile("torch\\.(arange|zeros|ones|full|empty|eye|linspace|tensor|scalar_tensor|rand\\w*)\\(");

    @Test
    void shouldNameADeviceWhereverATensorIsMadeOfNothing() {
        List<String> creations = creations(
                String.join("\n", ProgramArchive.modules(ScoreFunctions.NONE).values()));
        assertThat(creations).hasSizeGreaterThan(30);
        assertThat(creations).allMatch(c -> c.contains("device="));
    }

    @Test
    void shouldNotTakeTheDeviceOfAnArgumentForThatOfTheCall() {
        assertThat(creations("torch.full([x.size(0)], 1) + torch.zeros([1], device=x.device)"))
                .containsExactly("torch.full([x.size(0)], 1)", "torch.zeros([1], device=x.device)");
    }

    /** The calls, each to its closing parenthesis. */
    private static List<String> creations(String code) {
        List<String> calls = new ArrayList<>();
        Matcher matcher = CREATION.matcher(code);
        while (matcher.find()) {
            int depth = 1;
            int end = matcher.end();
            for (; depth > 0; end++) {
                char c = code.charAt(end);
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
            calls.add(code.substring(matcher.start(), end));
        }
        return calls;
    }
}
