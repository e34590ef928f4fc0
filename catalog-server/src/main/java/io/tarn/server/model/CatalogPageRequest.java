package io.tarn.server.model;

/**
 * Which part of a list over all databases of a catalog is asked for.
 *
 * @param after the key of the last entry already seen (see {@link QualifiedName#key}); empty for the first page
 * @param databases from which databases
 * @param objects which names to show
 */
public record CatalogPageRequest(int size, String after, NamePattern databases, NamePattern objects) {}
