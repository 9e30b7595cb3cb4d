package dev.scopestream.generator.ids;

import dev.scopestream.generator.prompt.AdmittedPrompt;

/**
 * Among whose requests an id is unique.
 *
 * @param byTenant among those of a tenant, by the header {@link dev.scopestream.generator.prompt.Sender#TENANT}; else among
 *     those of all senders
 */
public record IdScope(boolean byTenant) {
    /** The request's name among all requests. No id has a NUL: names of two tenants differ. */
    public String name(String tenant, String id) {
        return byTenant ? tenant + '\0' + id : id;
    }

    public String name(AdmittedPrompt prompt) {
        return name(prompt.sender().tenant(), prompt.id());
    }
}
