package dev.scopestream.client.dataset;

import dev.scopestream.events.AnswerKind;
import dev.scopestream.events.Expected;
import dev.scopestream.events.Message;
import dev.scopestream.events.PromptBuilder;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Template;
import java.util.List;

/**
 * Documents of one kind under a name.
 *
 * @param name such as gsm8k_30
 */
public record Dataset(String name, AnswerKind kind, List<Document> documents) {
    public Dataset {
        documents = List.copyOf(documents);
    }

    /** The same set with its first documents only. */
    public Dataset first(int count) {
        return new Dataset(name, kind, documents.subList(0, Math.min(count, documents.size())));
    }

    public Expected expected(Document document) {
        return new Expected(name, document.number(), kind, document.answers());
    }

    /**
     * A document as a prompt with its reference; id, policies and length are the caller's to add.
     *
     * @param template {@code NONE} puts the system text, if there is one, before the prompt; the others get it as a
     *     message of its own
     */
    public PromptBuilder prompt(Document document, Template template) {
        PromptBuilder builder = PromptEvent.builder().template(template).reference(expected(document));
        if (template == Template.NONE) {
            return builder.prompt(
                    document.system().isEmpty() ? document.prompt() : document.system() + "\n\n" + document.prompt());
        }
        Message user = new Message(Message.Role.USER, document.prompt());
        return builder.messages(
                document.system().isEmpty()
                        ? List.of(user)
                        : List.of(new Message(Message.Role.SYSTEM, document.system()), user));
    }
}
