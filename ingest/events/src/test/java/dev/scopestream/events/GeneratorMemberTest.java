package dev.scopestream.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratorMemberTest {
    @ParameterizedTest
    @CsvSource({
        "generator-1, longgen-tiny, generator-1;model=longgen-tiny",
        "a;model=b, c d, a;model=b;model=c d",
        "rack/host, '', rack/host;model="
    })
    void shouldReadWhatItWrites(String instance, String model, String clientId) {
        GeneratorMember member = GeneratorMember.of(instance, model);
        assertThat(member.clientId()).isEqualTo(clientId);
        assertThat(GeneratorMember.read(clientId)).isEqualTo(member);
    }

    @Test
    void shouldTakeAClientIdWithoutAModelAsAnInstancesName() {
        GeneratorMember member = GeneratorMember.read("generator-1");
        assertThat(member).isEqualTo(new GeneratorMember("generator-1", Optional.empty()));
        assertThat(member.clientId()).isEqualTo("generator-1");
    }

    @Test
    void shouldTellGroupsOfOneModelFromOthers() {
        GeneratorGroups groups = new GeneratorGroups("g");
        assertThat(groups.model(groups.ofModel("m-model-x"))).contains("m-model-x");
        assertThat(groups.model("g")).isEmpty();
        assertThat(groups.model(groups.replies())).isEmpty();
        assertThat(groups.model("other-model-m")).isEmpty();
    }
}
