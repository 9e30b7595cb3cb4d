package dev.scopestream.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.InvalidRequestException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyGridTest {
    @Test
    void shouldHaveTheChosenPairsAtEveryBudget() {
        assertThat(PolicyGrid.cells(List.of("snapkv"), List.of("slide", "none"), List.of(25, 50), false))
                .extracting(cell -> cell.prefill() + "+" + cell.decode() + "@" + cell.budget())
                .contains("snapkv+slide@25", "snapkv+slide@50", "snapkv+none@25", "snapkv+none@50")
                .hasSize(5); // and the full cache
    }

    @Test
    void shouldRefuseADecodePolicyThatGoesWithNoneOfTheChosen() {
        assertThatThrownBy(() -> PolicyGrid.cells(
                        List.of("snapkv", "h2o"), List.of("slide", "pyramidinfer"), List.of(50), false))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("pyramidinfer", "snapkv, h2o");
    }

    @Test
    void shouldRefuseAPrefillPolicyThatGoesWithNoneOfTheChosen() {
        assertThatThrownBy(
                        () -> PolicyGrid.cells(List.of("pyramidinfer", "snapkv"), List.of("slide"), List.of(50), false))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("pyramidinfer", "slide");
    }
}
