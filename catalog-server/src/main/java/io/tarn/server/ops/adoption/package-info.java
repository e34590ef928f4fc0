/**
 * Moving in, and comparing: tables of other catalogs become tables of this one where they lie, and what the database says is
 * held against what storage has. What runs here was asked for by whoever runs the server, so nobody is asked whether they may.
 */
@org.jspecify.annotations.NullMarked
package io.tarn.server.ops.adoption;
