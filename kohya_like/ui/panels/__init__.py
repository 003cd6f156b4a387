"""The panels of the page: each is a class whose public methods are what its module in the browser may ask for."""
