package dev.scopestream.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyRegistryTest {
    @TempDir
    private Path jar;

    /** A policy as an outsider would write it. */
    public static class Outside implements PrefillPolicy {
        @Override
        public String name() {
            return "outside";
        }
    }

    public static final class Second extends Outside {}

    public static final class Failing extends Outside {
        public Failing() {
            throw new IllegalStateException("no licence file");
        }
    }

    public static final class Shouting extends Outside {
        @Override
        public String name() {
            return "NOT A NAME";
        }
    }

    public static final class Nameless extends Outside {
        @Override
        public String name() {
            throw new UnsupportedOperationException("later");
        }
    }

    /** A class loader that has a service file which names these classes. */
    private List<PrefillPolicy> found(String... classes) throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(PrefillPolicy.class.getName()), String.join("\n", classes));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, PrefillPolicy.class.getClassLoader())) {
            return PolicyProviders.with(List.of(new AllKv()), PrefillPolicy.class, loader);
        }
    }

    @Test
    void shouldHaveThePairsOfTheReferenceAndOurOwn() {
        PolicyRegistry registry = PolicyRegistry.standard();
        List<String> scope = List.of(
                "adaptive", "discontinuous", "lazyeviction", "morphkv", "none", "rkv", "slide", "snapkv", "tova");
        assertThat(registry.decodeNames("allkv")).isEqualTo(scope);
        assertThat(registry.decodeNames("snapkv")).isEqualTo(scope);
        assertThat(registry.decodeNames("pyramidkv")).isEqualTo(scope);
        assertThat(registry.decodeNames("h2o"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(scope.stream(), Stream.of("h2o")).toList());
        assertThat(registry.decodeNames("pyramidinfer")).containsExactly("none", "pyramidinfer");
        assertThat(registry.decodeNames("streamingllm")).containsExactly("none", "slm");
        long reference = registry.prefillNames().stream()
                .flatMap(prefill -> registry.decodeNames(prefill).stream().map(decode -> KvOptions.builder()
                        .prefill(prefill)
                        .decode(decode)
                        .build()))
                .filter(kv -> registry.pair(kv).inReference())
                .count();
        assertThat(reference).isEqualTo(21);
    }

    @Test
    void shouldFindPoliciesOfOtherJars() throws IOException {
        List<PrefillPolicy> prefills = found(Outside.class.getName());
        PolicyRegistry registry = PolicyRegistry.of(prefills, StandardPolicies.decodes());
        assertThat(registry.prefillNames()).containsExactly("allkv", "outside");
        assertThat(registry.prefill("Outside")).isInstanceOf(Outside.class);
        assertThat(registry.decodeNames("outside")).contains("none", "slide").doesNotContain("h2o", "slm");
    }

    @Test
    void shouldSayWhatThereIsAndWhatIsNearest() {
        PolicyRegistry registry = PolicyRegistry.standard();
        assertThatThrownBy(() -> registry.prefill("h3o"))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.field())
                        .isEqualTo("kv.prefill"))
                .hasMessageContaining("allkv, h2o, snapkv")
                .hasMessageEndingWith("the nearest is 'h2o'");
        assertThatThrownBy(() -> registry.decode("allkv", "sliding")).hasMessageEndingWith("the nearest is 'slide'");
        assertThatThrownBy(() -> registry.decode("allkv", "slm")).hasMessageContaining("doesn't go with");
    }

    @Test
    void shouldRefuseWhatTheReferenceDoesNotHaveInItsFidelity() {
        KvOptions kv =
                KvOptions.builder().decode("tova").fidelity(Fidelity.REFERENCE).build();
        assertThatThrownBy(() -> PolicyRegistry.standard().pair(kv))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.field())
                        .isEqualTo("kv.fidelity"))
                .hasMessageContaining("'tova'");
    }

    @Test
    void shouldRefuseTwoOfOneName() {
        assertThatThrownBy(() -> PolicyRegistry.of(List.of(new Outside(), new Second()), List.of()))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("'outside'")
                .hasMessageContaining(Outside.class.getName() + " and " + Second.class.getName());
    }

    @Test
    void shouldNameTheClassOfAProviderThatFails() {
        assertThatThrownBy(() -> found(Failing.class.getName()))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining(Failing.class.getName())
                .hasMessageContaining("no licence file");
        assertThatThrownBy(() -> found("org.example.Missing"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("org.example.Missing");
        assertThatThrownBy(() -> found(PolicyRegistryTest.class.getName()))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining(PolicyRegistryTest.class.getName());
    }

    @Test
    void shouldRefuseANameThatIsNone() {
        assertThatThrownBy(() -> PolicyRegistry.of(List.of(new Shouting()), List.of()))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining(Shouting.class.getName())
                .hasMessageContaining("'NOT A NAME'");
        assertThatThrownBy(() -> PolicyRegistry.of(List.of(new Nameless()), List.of()))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining(Nameless.class.getName())
                .hasMessageContaining("later");
    }
}
