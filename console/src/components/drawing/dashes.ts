// How lines are told apart without colours: the dashes of the eight series.
export const kDashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3], [12, 4], [4, 2], [1, 4], [8, 2, 2, 2, 2, 2]];

export const dashOf = (at: number): readonly number[] => kDashes[at % kDashes.length] ?? [];
