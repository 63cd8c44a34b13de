// to be replaced
export {};
