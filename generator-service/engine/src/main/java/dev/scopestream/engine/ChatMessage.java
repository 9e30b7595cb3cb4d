package dev.scopestream.engine;

/** One message of a conversation, as a chat template takes it; {@code role} is system, user or assistant. */
public record ChatMessage(String role, String content) {}
