package io.tarn.server.model;

/**
 * A change of principals, memberships or permissions.
 *
 * @param epoch its place among all such changes
 * @param at epoch milliseconds
 * @param by the label of who makes it
 */
public record PolicyChange(long epoch, long at, String by) {}
