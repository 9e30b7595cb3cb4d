package dev.scopestream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A module's Python becomes the text that an archive takes. */
class ProgramTextTest {
    private static String qualified(String text) {
        return new ProgramText("sums", text).qualified();
    }

    @Test
    void shouldQualifyWhatIsImportedAndWhatIsDefined() {
        String text =
                """
                import torch
                from scope import linear
                from scope.layout import Model, Pool
                class Part(NamedTuple):
                    pool: Pool
                def add(x: Tensor, model: Model) -> Part:
                    linear_of = linear.product(x, model.linear)
                    return Part(add(x.add(linear_of), model).pool)
                """;
        assertThat(qualified(text).strip())
                .isEqualTo(
                        """
                        class Part(NamedTuple):
                            pool: __torch__.scope.layout.Pool
                        def add(x: Tensor, model: __torch__.scope.layout.Model) -> __torch__.scope.sums.Part:
                            linear_of = __torch__.scope.linear.product(x, model.linear)
                            return __torch__.scope.sums.Part(__torch__.scope.sums.add(x.add(linear_of), model).pool)
                        """
                                .strip());
        assertThat(new ProgramText("sums", text).imports()).containsExactly("layout", "linear");
    }

    @Test
    void shouldKeepLineNumbers() {
        assertThat(qualified("import torch\n# a comment\n\nx = 1").lines()).containsExactly("", "", "", "x = 1");
    }

    @Test
    void shouldWriteTypesAndConstantsAsNumbers() {
        assertThat(qualified("x.to(torch.bfloat16) + torch.ops.mkldnn.y(constants.KEEP_FIXED)"))
                .isEqualTo("x.to(15) + ops.mkldnn.y(-2)");
        assertThatThrownBy(() -> qualified("x + constants.KEEP_SOME"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("scope/sums.py names the constant KEEP_SOME", "KEEP_ALL");
    }
}
