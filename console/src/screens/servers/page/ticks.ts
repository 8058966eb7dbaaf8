// Round lengths of time for a logarithmic axis: those at which programs are set to call.
export const kRoundSpans: readonly number[] = [
  0.01, 0.1, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 604_800,
];
